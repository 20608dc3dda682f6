import { summed, summedAt } from './allocation';
import type { Accepted, Refusal, Refused, Reply, Reservation } from './stock';
import type { ReservationCommand } from './command';
import { accepted, moveTaken, refused, type Draft } from './draft';

/**
 * How long after a reservation's end the replies to its operations are
 * remembered.
 */
export const REMEMBERED_MS = 3_600_000;
/**
 * The maximum number of remembered reservations that have ended; of more, those
 * that ended first are forgotten early.
 */
const REMEMBERED_ENDED = 50_000;
/**
 * The maximum number of remembered refusals, whose ids belong to no kept
 * reservation.
 */
export const REMEMBERED_REFUSALS = 10_000;
/**
 * Expired in one turn, so that its event stays small; the next turn expires the
 * rest.
 */
const MOST_EXPIRED = 1_000;

/**
 * Refusals that a later call may not get; they are not remembered.
 */
const PASSING: ReadonlySet<Refusal> = new Set([
  'too-many-reservations',
  'forgotten',
]);

/** Tells a repeated command from another command with the same id. */
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
    case 'return': {
      const lines = summedAt(command.lines).map(
        ({ warehouseId, quantity }) => `${warehouseId}:${quantity}`,
      );
      return `return ${command.reservationId} ${lines.join(' ')}`;
    }
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
  // As long as the requested reservation would have lasted.
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

/** A reservation as callers see it. */
export const viewOf = ({
  id,
  status,
  taken,
  expiresAt,
  returned,
}: Reservation) => ({
  id,
  status,
  taken,
  expiresAt,
  ...(returned === undefined ? {} : { returned }),
});

/** Remembers the reservation as it now is, and the reply with it. */
export function keep(
  draft: Draft,
  command: ReservationCommand,
  next: Reservation,
  more: { anew?: true } = {},
): Accepted {
  const reply = {
    ...accepted(draft),
    reservation: { ...viewOf(next), ...more },
  };
  const operation = { id: command.operationId, asked: asked(command), reply };
  draft.memory.keep({ ...next, operations: [...next.operations, operation] });
  draft.dirty = true;
  return reply;
}

/**
 * Expires reservations and forgets old records; forgetting alone is no reason
 * to write. Never a millisecond early.
 */
export function expire(draft: Draft): void {
  for (const one of draft.memory.expired(draft.now, MOST_EXPIRED))
    expireOne(draft, one);
  const touched = draft.memory.forget(
    draft.now - REMEMBERED_MS,
    REMEMBERED_ENDED,
  );
  const { forgotten } = draft.stock;
  if (touched && touched.version > forgotten.version) {
    const { version, at } = touched;
    draft.stock = {
      ...draft.stock,
      forgotten: { ...forgotten, version, at },
    };
  }
}

/**
 * The reservation in its current state: among many that expired together it may
 * not have been expired yet.
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
