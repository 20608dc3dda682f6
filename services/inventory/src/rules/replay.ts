import { summed } from './allocation';
import type { Accepted, Refusal, Refused, Reply, Reservation } from './stock';
import type { ReservationCommand } from './command';
import { accepted, moveTaken, refused, type Draft } from './draft';

/**
 * How long after a reservation's end the replies to its operations are
 * remembered.
 */
export const REMEMBERED_MS = 3_600_000;
/**
 * How many refused operations are remembered at the most: their ids belong to
 * no reservation that would be kept.
 */
export const REMEMBERED_REFUSALS = 10_000;
/**
 * Given back in one turn, so that what it tells stays small; the rest goes back
 * in the next.
 */
const MOST_EXPIRED = 1_000;

/**
 * Decided by what may be otherwise when the call comes again, so that the
 * caller is to ask anew.
 */
const PASSING: ReadonlySet<Refusal> = new Set(['too-many-reservations']);

/** What tells a repeated command from another one that took its id. */
export function asked(command: ReservationCommand): string {
  switch (command.kind) {
    case 'reserve': {
      const lines = summed(command.lines).map(
        ({ warehouseId = '*', quantity }) => `${warehouseId}:${quantity}`,
      );
      return `reserve ${command.reservationId} ${command.holder ?? ''} ${command.ttlSeconds} ${lines.join(' ')}`;
    }
    case 'extend':
      return `extend ${command.reservationId} ${command.ttlSeconds}`;
    default:
      return `${command.kind} ${command.reservationId}`;
  }
}

/** The reply this operation got the first time; undefined when it is new. */
export function recall(
  draft: Draft,
  command: ReservationCommand,
): Reply | undefined {
  const known = draft.memory.operation(command.operationId);
  return known && known.asked !== asked(command)
    ? refused(draft, 'operation-reused')
    : known?.reply;
}

export function rememberRefusal(
  draft: Draft,
  command: ReservationCommand,
  reply: Refused,
): Refused {
  if (PASSING.has(reply.reason)) return reply;
  // As long as the reservation that was asked for would have lasted.
  const endsAt = new Date(
    draft.now + ('ttlSeconds' in command ? command.ttlSeconds * 1_000 : 0),
  ).toISOString();
  draft.memory.refuse(
    { id: command.operationId, asked: asked(command), reply, endsAt },
    REMEMBERED_REFUSALS,
  );
  draft.dirty = true;
  return reply;
}

/** Remembers the reservation as it now is, and the reply with it. */
export function keep(
  draft: Draft,
  command: ReservationCommand,
  next: Reservation,
  more: { anew?: true } = {},
): Accepted {
  const { id, status, taken, expiresAt } = next;
  const reply = {
    ...accepted(draft),
    reservation: { id, status, taken, expiresAt, ...more },
  };
  const operation = { id: command.operationId, asked: asked(command), reply };
  draft.memory.remember(operation);
  draft.memory.keep({ ...next, operations: [...next.operations, operation] });
  draft.dirty = true;
  return reply;
}

/**
 * Gives back what ran out and forgets what nobody may ask about any more, which
 * alone is no reason to write. Never early: not before the very millisecond.
 */
export function expire(draft: Draft): void {
  for (const one of draft.memory.expired(draft.now, MOST_EXPIRED))
    expireOne(draft, one);
  draft.memory.forget(draft.now - REMEMBERED_MS);
}

/**
 * As it is by now: what ran out together with many others may not have been
 * given back yet.
 */
export function reservationOf(
  draft: Draft,
  id: string,
): Reservation | undefined {
  const one = draft.memory.reservation(id);
  return one?.status === 'held' && Date.parse(one.expiresAt) <= draft.now
    ? expireOne(draft, one)
    : one;
}

function expireOne(draft: Draft, held: Reservation): Reservation {
  const told = {
    kind: 'expired',
    operationId: `expire:${held.id}`,
    reservationId: held.id,
  } as const;
  moveTaken(draft, held.taken, { onHand: 0, reserved: -1 }, told);
  const expired: Reservation = { ...held, status: 'expired' };
  draft.memory.keep(expired);
  return expired;
}
