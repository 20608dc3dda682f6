import { allocate, summed } from './allocation';
import {
  asked,
  keep,
  recall,
  rememberRefusal,
  reservationOf,
  viewOf,
} from './replay';
import type { Refusal, Reply, Reservation } from './stock';
import type {
  EndCommand,
  ExtendCommand,
  FindCommand,
  ReservationCommand,
  ReserveCommand,
  ReturnCommand,
} from './command';
import { accepted, moveTaken, refused, type Draft } from './draft';
import { ENDED } from './past';
import { fromPast, returnUnits } from './returns';

/**
 * The most places that all held reservations may take from; it keeps the memory
 * of a product small enough to load.
 */
export const MAX_PLACES = 50_000;
/**
 * Operations on one reservation, including the first and the last.
 */
export const MAX_OPERATIONS = 12;
/** The most units of one product that one holder may hold at a time. */
export const HOLDER_LIMIT = 100;
/**
 * The most reservations of one product by one holder that are held, or ended
 * within the hour.
 */
export const HOLDER_RESERVATIONS = 100;

/**
 * A repeated operation id gets the first reply, even a refusal, and changes
 * nothing.
 */
export function reservation(draft: Draft, command: ReservationCommand): Reply {
  const reply = recall(draft, command);
  if (reply) return reply;
  const first =
    command.kind === 'reserve'
      ? reserve(draft, command)
      : onReservation(draft, command);
  return first.outcome === 'refused'
    ? rememberRefusal(draft, command, first)
    : first;
}

function reserve(draft: Draft, command: ReserveCommand): Reply {
  const known = reservationOf(draft, command.reservationId);
  if (known)
    return known.asked === asked(command) || known.asked === ''
      ? standing(draft, known, command)
      : refused(draft, 'reservation-reused');
  if (!isNew(draft, command)) return refused(draft, 'forgotten');
  if (draft.stock.listing?.archived) return refused(draft, 'product-archived');
  const lines = summed(command.lines);
  const units = unitsOf(lines);
  if (
    command.holder !== undefined &&
    units + draft.memory.heldBy(command.holder) > HOLDER_LIMIT
  ) {
    return refused(draft, 'quantity-limit', { limit: HOLDER_LIMIT });
  }
  if (
    command.holder !== undefined &&
    draft.memory.madeBy(command.holder) >= HOLDER_RESERVATIONS
  ) {
    return refused(draft, 'too-many-reservations', {
      limit: HOLDER_RESERVATIONS,
    });
  }
  const allocation = allocate(draft.stock.warehouses, lines);
  if ('short' in allocation)
    return refused(draft, 'insufficient-stock', allocation.short);
  const { taken } = allocation;
  if (draft.memory.places() + taken.length > MAX_PLACES)
    return refused(draft, 'too-many-reservations', { limit: MAX_PLACES });

  const { operationId, reservationId: id, holder, ttlSeconds } = command;
  moveTaken(
    draft,
    taken,
    { onHand: 0, reserved: 1 },
    { kind: 'reserved', operationId, reservationId: id },
  );
  const expiresAt = later(draft, ttlSeconds);
  return keep(draft, command, {
    id,
    asked: asked(command),
    lines,
    taken,
    status: 'held',
    expiresAt,
    endsAt: expiresAt,
    operations: [],
    ...(holder === undefined ? {} : { holder }),
  });
}

/**
 * The reply to another operation for the same reservation: its state, or why it
 * has ended.
 */
function standing(
  draft: Draft,
  known: Reservation,
  command: ReserveCommand,
): Reply {
  if (known.status !== 'held') return refused(draft, ENDED[known.status]);
  return full(draft, known) ?? keep(draft, command, known);
}

type OnReservation = EndCommand | ExtendCommand | ReturnCommand;

function onReservation(draft: Draft, command: OnReservation): Reply {
  const known =
    reservationOf(draft, command.reservationId) ??
    (command.kind === 'return' ? fromPast(draft, command) : undefined);
  if (!known) return refused(draft, missing(draft));
  if (command.kind === 'return')
    return full(draft, known) ?? returnUnits(draft, command, known);
  if (known.status === 'expired' && command.kind === 'confirm')
    return confirmAnew(draft, command, known);
  if (known.status !== 'held') return refused(draft, ENDED[known.status]);
  return command.kind === 'extend'
    ? extend(draft, command, known)
    : MOVES[command.kind](draft, command, known);
}

const missing = ({ stock }: Draft): Refusal =>
  stock.forgotten.version > 0 ? 'forgotten' : 'unknown-reservation';

/** What is remembered of a reservation. */
export function find(draft: Draft, { reservationId }: FindCommand): Reply {
  const known = reservationOf(draft, reservationId);
  if (!known) return refused(draft, missing(draft));
  return { ...accepted(draft), reservation: viewOf(known) };
}

/** A caller's clock may be this far ahead of a host's. */
const CLOCKS_MS = 300_000;

/**
 * Nothing that has been forgotten can be this reservation: the ledger was asked
 * since, or all of it is older than the first request.
 */
function isNew(draft: Draft, { unheard = 0, firstAskedAt }: ReserveCommand) {
  const { version, at } = draft.stock.forgotten;
  return (
    unheard >= version ||
    (firstAskedAt !== undefined &&
      Date.parse(firstAskedAt) - CLOCKS_MS > Date.parse(at))
  );
}

/**
 * How a held reservation ends on purpose. A move without an entry here does not
 * exist.
 */
const MOVES: Record<
  EndCommand['kind'],
  (draft: Draft, command: EndCommand, held: Reservation) => Reply
> = {
  confirm: (draft, command, held) => {
    moveTaken(
      draft,
      held.taken,
      { onHand: -1, reserved: -1 },
      told('confirmed', command),
    );
    return keep(draft, command, { ...held, status: 'confirmed' });
  },
  release: (draft, command, held) => {
    moveTaken(
      draft,
      held.taken,
      { onHand: 0, reserved: -1 },
      told('released', command),
    );
    return keep(draft, command, {
      ...held,
      status: 'released',
      undone: command.undo === true,
    });
  },
};

/** Extends from now and never shortens. */
function extend(
  draft: Draft,
  command: ExtendCommand,
  held: Reservation,
): Reply {
  const refusal = full(draft, held);
  if (refusal) return refusal;
  moveTaken(
    draft,
    held.taken,
    { onHand: 0, reserved: 0 },
    told('extended', command),
  );
  const asked = later(draft, command.ttlSeconds);
  const expiresAt = asked > held.expiresAt ? asked : held.expiresAt;
  return keep(draft, command, { ...held, expiresAt, endsAt: expiresAt });
}

/**
 * Its units went back on expiry. If as many are still available, this turn
 * takes them again.
 */
function confirmAnew(
  draft: Draft,
  command: EndCommand,
  expired: Reservation,
): Reply {
  const allocation = allocate(draft.stock.warehouses, expired.lines);
  if ('short' in allocation)
    return refused(draft, 'reservation-expired', allocation.short);
  const { taken } = allocation;
  moveTaken(
    draft,
    taken,
    { onHand: -1, reserved: 0 },
    told('confirmed', command),
  );
  return keep(
    draft,
    command,
    { ...expired, taken, status: 'confirmed', endsAt: draft.at },
    { anew: true },
  );
}

const told = (
  kind: 'confirmed' | 'released' | 'extended',
  { operationId, reservationId }: EndCommand | ExtendCommand,
) => ({ kind, operationId, reservationId }) as const;

// One operation is reserved for its end.
const full = (draft: Draft, { operations }: Reservation) =>
  operations.length < MAX_OPERATIONS - 1
    ? undefined
    : refused(draft, 'too-many-operations', { limit: MAX_OPERATIONS });

const later = ({ now }: Draft, ttlSeconds: number) =>
  new Date(now + ttlSeconds * 1_000).toISOString();
const unitsOf = (lines: { quantity: number }[]) =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);
