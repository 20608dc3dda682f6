import type { History } from '../api/queries';

export interface Point {
  /** Milliseconds since the epoch. */
  at: number;
  available: number;
  onHand: number;
}

/**
 * The ledger, newest first, as points of a line, oldest first. What is on hand
 * is added up over the warehouses.
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
};

type Change = History['changes'][number];

/** "counted 12 → 9": what one change did, by the figure it moved. */
export function changeWords({ kind, onHand, reserved }: Change): string {
  const moved = onHand.before === onHand.after ? reserved : onHand;
  const figures =
    moved.before === moved.after
      ? String(moved.after)
      : `${moved.before} → ${moved.after}`;
  return `${WORDS[kind] ?? kind} ${figures}`;
}
