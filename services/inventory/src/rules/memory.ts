import { Map } from 'immutable';
import { addDue, dropDue, dueSize, takeDue } from './due-list';
import type {
  Accepted,
  Memory,
  Operation,
  RefusedOperation,
  Reservation,
} from './stock';
import {
  tombstoneOf,
  fromTombstone,
  restoredReservation,
  storedReservation,
  type StoredReservation,
} from './stored-reservation';

/** A draft of the memory within one turn. */
export interface MemoryDraft {
  reservation(id: string): Reservation | undefined;
  operation(id: string): Operation | RefusedOperation | undefined;
  /** Units held by this holder. */
  heldBy(holder: string): number;
  /** Reservations of this holder, held and remembered. */
  madeBy(holder: string): number;
  /** Places that held reservations take from. */
  places(): number;
  /** Keeps the reservation with the replies to its operations. */
  keep(next: Reservation): void;
  remember(operation: Operation): void;
  forgetOperation(id: string): void;
  /** Above the limit, the refusal that ends first is forgotten. */
  refuse(operation: RefusedOperation, most: number): void;
  /**
   * Removes and returns expired held reservations, the earliest first; the
   * caller keeps each again in its new state.
   */
  expired(now: number, most: number): Reservation[];
  /**
   * Forgets reservations that ended, and refusals made, before this time, and
   * of more ended ones than `most` those that ended first. Returns the latest
   * operation on one of the reservations.
   */
  forget(before: number, most?: number): Touched | undefined;
  records(): RecordChanges;
  done(): Memory;
}

/** The version and time of an operation on a reservation. */
type Touched = Pick<Accepted, 'version' | 'at'>;

/** The changed records, by their stored names. */
export interface RecordChanges {
  kept: Set<string>;
  forgotten: Set<string>;
}

export const nameOfReservation = (id: string): string => `r:${id}`;
export const nameOfRefusal = (operationId: string): string =>
  `f:${operationId}`;

export const NO_MEMORY: Memory = {
  reservations: Map(),
  operations: Map(),
  held: [],
  ended: [],
  refused: [],
  heldBy: Map(),
  madeBy: Map(),
  places: 0,
};

/** A reservation in its stored form, whether it is held or has ended. */
export function storedIn(
  { reservations }: Memory,
  id: string,
): StoredReservation | undefined {
  const found = reservations.get(id);
  if (found === undefined) return undefined;
  return typeof found === 'string'
    ? fromTombstone(found)
    : storedReservation(found);
}

const unitsOf = ({ taken }: Reservation): number =>
  taken.reduce((sum, { quantity }) => sum + quantity, 0);

export function draftMemory(memory: Memory): MemoryDraft {
  const reservations = memory.reservations.asMutable();
  const operations = memory.operations.asMutable();
  const units = memory.heldBy.asMutable();
  const made = memory.madeBy.asMutable();
  let { held, ended, refused, places } = memory;
  const kept = new Set<string>();
  const forgotten = new Set<string>();

  const reservation = (id: string) => {
    const found = reservations.get(id);
    return typeof found === 'string'
      ? restoredReservation(fromTombstone(found))
      : found;
  };
  const count = (one: Reservation, sign: 1 | -1) => {
    if (one.holder !== undefined) tally(made, one.holder, sign);
    const move = sign === 1 ? addDue : dropDue;
    if (one.status !== 'held') {
      ended = move(ended, { at: Date.parse(one.endsAt), id: one.id });
      return;
    }
    places += sign * one.taken.length;
    held = move(held, { at: Date.parse(one.expiresAt), id: one.id });
    if (one.holder !== undefined) tally(units, one.holder, sign * unitsOf(one));
  };
  const drop = (name: string) => {
    kept.delete(name);
    forgotten.add(name);
  };
  const dropRefusal = (operationId: string) => {
    operations.delete(operationId);
    drop(nameOfRefusal(operationId));
  };
  const forgetReservation = (id: string) => {
    const one = reservation(id);
    if (!one) return undefined;
    if (one.holder !== undefined) tally(made, one.holder, -1);
    reservations.delete(id);
    for (const operation of one.operations) operations.delete(operation.id);
    drop(nameOfReservation(id));
    return one.operations.at(-1)?.reply;
  };
  return {
    reservation,
    operation(id) {
      const found = operations.get(id);
      return typeof found === 'string'
        ? reservation(found)?.operations.find((one) => one.id === id)
        : found;
    },
    heldBy: (holder) => units.get(holder) ?? 0,
    madeBy: (holder) => made.get(holder) ?? 0,
    places: () => places,
    keep(next) {
      const before = reservation(next.id);
      if (before) count(before, -1);
      count(next, 1);
      const over = next.status !== 'held';
      reservations.set(next.id, over ? tombstoneOf(next) : next);
      for (const operation of next.operations)
        operations.set(operation.id, over ? next.id : operation);
      kept.add(nameOfReservation(next.id));
    },
    remember: (operation) => void operations.set(operation.id, operation),
    forgetOperation: (id) => void operations.delete(id),
    refuse(operation, most) {
      const { id } = operation;
      operations.set(id, operation);
      refused = addDue(refused, { at: Date.parse(operation.endsAt), id });
      kept.add(nameOfRefusal(id));
      const { due, left } = takeDue(refused, Infinity, dueSize(refused) - most);
      refused = left;
      for (const one of due) dropRefusal(one.id);
    },
    expired(now, most) {
      const { due, left } = takeDue(held, now, most);
      held = left;
      return due.flatMap(({ id }) => reservation(id) ?? []);
    },
    forget(before, most = Infinity) {
      const old = takeDue(ended, before - 1);
      const over = takeDue(old.left, Infinity, dueSize(old.left) - most);
      ended = over.left;
      const touched = [...old.due, ...over.due].flatMap(
        ({ id }) => forgetReservation(id) ?? [],
      );
      const refusals = takeDue(refused, before - 1);
      refused = refusals.left;
      for (const { id } of refusals.due) dropRefusal(id);
      return touched.sort((a, b) => b.version - a.version)[0];
    },
    records: () => ({ kept, forgotten }),
    done: () => ({
      reservations: reservations.asImmutable(),
      operations: operations.asImmutable(),
      held,
      ended,
      refused,
      places,
      heldBy: units.asImmutable(),
      madeBy: made.asImmutable(),
    }),
  };
}

function tally(counts: Map<string, number>, key: string, by: number): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}

/**
 * Rebuilds the memory from the counts and the latest record of each reservation
 * and refusal.
 */
export function recalled(
  counts: Operation[],
  reservations: Iterable<Reservation>,
  refusals: Iterable<RefusedOperation>,
): Memory {
  const draft = draftMemory(NO_MEMORY);
  for (const operation of counts) draft.remember(operation);
  for (const one of reservations) draft.keep(one);
  for (const one of refusals) draft.refuse(one, Infinity);
  return draft.done();
}
