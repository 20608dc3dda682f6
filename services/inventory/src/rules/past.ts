import type { StockTurn } from '@souk/contracts/inventory/events';
import type { Taken } from '@souk/contracts/inventory/reservations';
import { summedAt } from './allocation';
import type { FindCommand, ReservationCommand } from './command';
import type { Accepted, Refusal, Refused, Reply } from './stock';

/** What became of a reservation of one product, as its turns tell it. */
export interface Past {
  status: 'confirmed' | 'released' | 'expired';
  taken: Taken[];
  returned: Taken[];
  endedAt: string;
  /** Of its latest turn. */
  version: number;
  operations: Map<string, Done>;
}
type Done = Pick<StockTurn, 'version' | 'available' | 'at'> & { kind: string };

/** Why a reservation in this state takes no further command. */
export const ENDED = {
  confirmed: 'already-confirmed',
  released: 'reservation-released',
  expired: 'reservation-expired',
} as const satisfies Record<Past['status'], Refusal>;

/** What an operation left in the ledger; a repeated one gets its reply again. */
const LEFT: Partial<Record<ReservationCommand['kind'], string>> = {
  confirm: 'confirmed',
  release: 'released',
  return: 'returned',
};

/**
 * The past of a reservation that is not held any more; undefined when it never
 * was. Turns may come in any order, and more than once.
 */
export function pastOf(id: string, turns: StockTurn[]): Past | undefined {
  const byVersion = new Map(turns.map((turn) => [turn.version, turn]));
  const inOrder = [...byVersion.values()].sort((a, b) => a.version - b.version);
  let past: Past | undefined;
  for (const { changes, version, available, at } of inOrder) {
    for (const change of changes) {
      if (change.reservationId !== id) continue;
      const { kind, operationId = '', warehouseId, onHand, reserved } = change;
      const units = {
        warehouseId,
        quantity: Math.max(
          Math.abs(onHand.after - onHand.before),
          Math.abs(reserved.after - reserved.before),
        ),
      };
      const operations: Past['operations'] =
        past?.operations ?? new Map<string, Done>();
      const isFirst = !operations.has(operationId);
      operations.set(operationId, { kind, version, available, at });
      if (!past || (kind === 'reserved' && isFirst))
        past = startOf(operations, at);
      past.version = version;
      // A confirmation after the expiry may take them from elsewhere.
      if (kind === 'confirmed' && isFirst) past.taken = [];
      if (kind === 'reserved' || kind === 'confirmed')
        past.taken = summedAt([...past.taken, units]);
      if (kind === 'returned')
        past.returned = summedAt([...past.returned, units]);
      if (kind === 'confirmed' || kind === 'released') past.status = kind;
      if (kind !== 'returned') past.endedAt = at;
    }
  }
  return past;
}

/** What is not remembered is not held, whatever its last turn says. */
const startOf = (operations: Past['operations'], endedAt: string): Past => ({
  status: 'expired',
  taken: [],
  returned: [],
  endedAt,
  version: 0,
  operations,
});

/**
 * Decides a command on a reservation that the actor has forgotten by its past:
 * a reply, or the command again with what the actor needs to carry it out.
 * `version` is that of the actor's refusal.
 */
export function decide(
  command: ReservationCommand | FindCommand,
  past: Past | undefined,
  version: number,
): { reply: Reply } | { again: ReservationCommand } {
  const refused = (reason: Refusal): { reply: Refused } => ({
    reply: { outcome: 'refused', reason, version: past?.version ?? version },
  });
  if (!past)
    return command.kind === 'reserve'
      ? { again: { ...command, unheard: version } }
      : refused('unknown-reservation');
  const { status, taken, returned, endedAt } = past;
  if (command.kind === 'find')
    return {
      reply: acceptedFor(command.reservationId, past, {
        version,
        available: 0,
        at: endedAt,
      }),
    };
  const done = past.operations.get(command.operationId);
  if (done && done.kind === LEFT[command.kind])
    return { reply: acceptedFor(command.reservationId, past, done) };
  return command.kind === 'return' && status === 'confirmed'
    ? { again: { ...command, past: { version, taken, returned, endedAt } } }
    : refused(ENDED[status]);
}

const acceptedFor = (
  id: string,
  { status, taken, returned, endedAt: expiresAt }: Past,
  { version, available, at }: Omit<Done, 'kind'>,
): Accepted => ({
  outcome: 'accepted',
  version,
  at,
  available,
  reservation: {
    id,
    status,
    taken,
    expiresAt,
    ...(returned.length === 0 ? {} : { returned }),
  },
});
