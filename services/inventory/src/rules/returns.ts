import type { Taken } from '@souk/contracts/inventory/reservations';
import { summedAt } from './allocation';
import type { ReturnCommand } from './command';
import { moveTaken, refused, type Draft } from './draft';
import { ENDED } from './past';
import { keep } from './replay';
import type { Refused, Reply, Reservation } from './stock';

/**
 * Puts units of a confirmed reservation back on the shelf they were taken from,
 * never more than were taken there.
 */
export function returnUnits(
  draft: Draft,
  command: ReturnCommand,
  known: Reservation,
): Reply {
  if (known.status === 'held') return refused(draft, 'not-confirmed');
  if (known.status !== 'confirmed') return refused(draft, ENDED[known.status]);
  const lines = summedAt(command.lines);
  const before = known.returned ?? [];
  const tooMuch = beyond(draft, known.taken, before, lines);
  if (tooMuch) return tooMuch;
  const { operationId, reservationId, reason } = command;
  moveTaken(
    draft,
    lines,
    { onHand: 1, reserved: 0 },
    { kind: 'returned', operationId, reservationId, reason },
  );
  return keep(draft, command, {
    ...known,
    returned: summedAt([...before, ...lines]),
    endsAt: draft.at > known.endsAt ? draft.at : known.endsAt,
  });
}

function beyond(
  draft: Draft,
  taken: Taken[],
  returned: Taken[],
  lines: Taken[],
): Refused | undefined {
  for (const { warehouseId, quantity } of lines) {
    const available = at(taken, warehouseId) - at(returned, warehouseId);
    if (quantity > available)
      return refused(draft, 'more-than-taken', { warehouseId, available });
  }
  return undefined;
}

const at = (units: Taken[], warehouseId: string): number =>
  units.find((one) => one.warehouseId === warehouseId)?.quantity ?? 0;

/**
 * The reservation as the ledger has it, if nothing of it can have been
 * forgotten since the ledger was read; its operations are not remembered.
 */
export function fromPast(
  { stock }: Draft,
  { reservationId: id, past }: ReturnCommand,
): Reservation | undefined {
  if (!past || past.version < stock.forgotten.version) return undefined;
  const { taken, returned, endedAt } = past;
  return {
    id,
    // What was asked for is not in the ledger.
    asked: '',
    lines: taken,
    taken,
    returned,
    status: 'confirmed',
    expiresAt: endedAt,
    endsAt: endedAt,
    operations: [],
  };
}
