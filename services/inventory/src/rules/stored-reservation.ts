import { Instant } from '@souk/contracts/fields';
import { ReservationView, Taken } from '@souk/contracts/inventory/reservations';
import { z } from 'zod';
import { kept } from './kept';
import { Accepted, Reservation, type Operation, type Tombstone } from './stock';

/**
 * A reply without the fields it shares with its reservation, which most replies
 * repeat.
 */
const StoredOperation = kept({
  id: z.string(),
  asked: z.string().optional(),
  reply: kept(Accepted.omit({ outcome: true, reservation: true }).shape),
  status: ReservationView.shape.status,
  taken: z.array(Taken).optional(),
  expiresAt: Instant.optional(),
  anew: z.boolean().optional(),
  returned: z.array(Taken).optional(),
});

type StoredOperation = z.infer<typeof StoredOperation>;

export const StoredReservation = kept({
  ...Reservation.shape,
  operations: z.array(StoredOperation),
  endsAt: Instant.optional(),
});
export type StoredReservation = z.infer<typeof StoredReservation>;

const sameTaken = (a: Taken[], b: Taken[]): boolean =>
  a.length === b.length &&
  a.every(
    ({ warehouseId, quantity }, n) =>
      b[n]?.warehouseId === warehouseId && b[n].quantity === quantity,
  );

function withoutOutcome(
  reply: Omit<Accepted, 'reservation'>,
): StoredOperation['reply'] {
  const stored: Partial<Pick<Accepted, 'outcome'>> & StoredOperation['reply'] =
    {
      ...reply,
    };
  delete stored.outcome;
  return stored;
}

export function storedReservation({
  operations,
  endsAt,
  ...one
}: Reservation): StoredReservation {
  return {
    ...one,
    ...(endsAt === one.expiresAt ? {} : { endsAt }),
    operations: operations.map(({ id, asked, reply, ...more }) => {
      const { reservation, ...accepted } = reply;
      if (!reservation)
        throw new Error(`The operation ${id} is not one of a reservation`);
      const { status, taken, expiresAt, anew, returned } = reservation;
      return {
        ...more,
        id,
        reply: withoutOutcome(accepted),
        status,
        ...(asked === one.asked ? {} : { asked }),
        ...(sameTaken(taken, one.taken) ? {} : { taken }),
        ...(expiresAt === one.expiresAt ? {} : { expiresAt }),
        ...(anew === undefined ? {} : { anew }),
        ...(returned === undefined ? {} : { returned }),
      };
    }),
  };
}

export function restoredReservation({
  operations,
  endsAt,
  ...one
}: StoredReservation): Reservation {
  return {
    ...one,
    endsAt: endsAt ?? one.expiresAt,
    operations: operations.map(
      ({
        id,
        asked = one.asked,
        reply,
        status,
        taken = one.taken,
        expiresAt = one.expiresAt,
        anew,
        returned,
        ...more
      }): Operation => {
        const reservation = {
          id: one.id,
          status,
          taken,
          expiresAt,
          ...(anew === undefined ? {} : { anew }),
          ...(returned === undefined ? {} : { returned }),
        };
        return {
          ...more,
          id,
          asked,
          reply: { outcome: 'accepted', ...reply, reservation },
        };
      },
    ),
  };
}

export const tombstoneOf = (ended: Reservation): Tombstone =>
  JSON.stringify(storedReservation(ended));

export const fromTombstone = (tombstone: Tombstone): StoredReservation =>
  JSON.parse(tombstone) as StoredReservation;
