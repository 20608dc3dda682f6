import type { History } from '../api/queries';

export interface Point {
  /** Milliseconds since the epoch. */
  at: number;
  available: number;
  onHand: number;
}

/**
 * Turns the ledger, newest first, into points of a line, oldest first. On-hand
 * stock is summed over the warehouses.
 */
export function pointsOf(history: readonly History[]): Point[] {
  const onHand = new Map<string, number>();
  return [...history].reverse().map(({ at, available, changes }) => {
    for (const { warehouseId, onHand: moved } of changes)
      onHand.set(warehouseId, moved.after);
    const sum = [...onHand.values()].reduce((a, b) => a + b, 0);
    return { at: Date.parse(at), available, onHand: sum };
  });
}

const WORDS: Record<string, string> = {
  opened: 'opened with',
  received: 'received',
  set: 'counted',
  reserved: 'reserved',
  confirmed: 'sold',
  released: 'released',
  expired: 'not paid for in time',
  extended: 'kept longer',
  repaired: 'corrected',
  returned: 'returned',
};

type Change = History['changes'][number];

/** Describes one change by the figure it changed, e.g. "counted 12 → 9". */
export function changeText({ kind, onHand, reserved }: Change): string {
  const moved = onHand.before === onHand.after ? reserved : onHand;
  const figures =
    moved.before === moved.after
      ? String(moved.after)
      : `${moved.before} → ${moved.after}`;
  return `${WORDS[kind] ?? kind} ${figures}`;
}
