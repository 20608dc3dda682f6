import { Map } from 'immutable';
import { addDue, dropDue, takeDue } from './due-list';
import type { Memory, Operation, RefusedOperation, Reservation } from './stock';

/** A draft of the memory within one turn. */
export interface MemoryDraft {
  reservation(id: string): Reservation | undefined;
  operation(id: string): Operation | RefusedOperation | undefined;
  heldBy(holder: string): number;
  places(): number;
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
  /** Forgets reservations that ended, and refusals made, before this time. */
  forget(before: number): void;
  records(): RecordChanges;
  done(): Memory;
}

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
  places: 0,
};

const unitsOf = ({ taken }: Reservation): number =>
  taken.reduce((sum, { quantity }) => sum + quantity, 0);

export function draftMemory(memory: Memory): MemoryDraft {
  const reservations = memory.reservations.asMutable();
  const operations = memory.operations.asMutable();
  const holders = memory.heldBy.asMutable();
  const held = [...memory.held];
  const ended = [...memory.ended];
  const refusals = [...memory.refused];
  const kept = new Set<string>();
  const forgotten = new Set<string>();
  let places = memory.places;

  const count = (one: Reservation, sign: 1 | -1) => {
    places += sign * one.taken.length;
    const move = sign === 1 ? addDue : dropDue;
    if (one.status !== 'held') {
      move(ended, { at: Date.parse(one.endsAt), id: one.id });
      return;
    }
    move(held, { at: Date.parse(one.expiresAt), id: one.id });
    if (one.holder === undefined) return;
    const units = (holders.get(one.holder) ?? 0) + sign * unitsOf(one);
    if (units > 0) holders.set(one.holder, units);
    else holders.delete(one.holder);
  };
  const drop = (name: string) => {
    kept.delete(name);
    forgotten.add(name);
  };
  const dropRefusal = (operationId: string) => {
    operations.delete(operationId);
    drop(nameOfRefusal(operationId));
  };
  return {
    reservation: (id) => reservations.get(id),
    operation: (id) => operations.get(id),
    heldBy: (holder) => holders.get(holder) ?? 0,
    places: () => places,
    keep(next) {
      const before = reservations.get(next.id);
      if (before) count(before, -1);
      count(next, 1);
      reservations.set(next.id, next);
      kept.add(nameOfReservation(next.id));
    },
    remember: (operation) => void operations.set(operation.id, operation),
    forgetOperation: (id) => void operations.delete(id),
    refuse(operation, most) {
      operations.set(operation.id, operation);
      addDue(refusals, { at: Date.parse(operation.endsAt), id: operation.id });
      kept.add(nameOfRefusal(operation.id));
      for (const { id } of refusals.splice(0, refusals.length - most))
        dropRefusal(id);
    },
    expired: (now, most) =>
      takeDue(held, now, most).flatMap(({ id }) => reservations.get(id) ?? []),
    forget(before) {
      for (const { id } of takeDue(ended, before - 1)) {
        const one = reservations.get(id);
        if (!one) continue;
        places -= one.taken.length;
        reservations.delete(id);
        for (const operation of one.operations) operations.delete(operation.id);
        drop(nameOfReservation(id));
      }
      for (const { id } of takeDue(refusals, before - 1)) dropRefusal(id);
    },
    records: () => ({ kept, forgotten }),
    done: () => ({
      reservations: reservations.asImmutable(),
      operations: operations.asImmutable(),
      held,
      ended,
      refused: refusals,
      places,
      heldBy: holders.asImmutable(),
    }),
  };
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
  for (const one of reservations) {
    draft.keep(one);
    for (const operation of one.operations) draft.remember(operation);
  }
  for (const one of refusals) draft.refuse(one, Infinity);
  return draft.done();
}
