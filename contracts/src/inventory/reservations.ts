import { z } from 'zod';
import { Id, Instant, Quantity } from '../fields';
import { IdempotencyKey } from '../fields';

/**
 * Without a warehouse the rules choose: most available first, ties by id,
 * splitting only if they must.
 */
const Wanted = { quantity: Quantity.min(1), warehouseId: Id.optional() };
export const WantedLine = z.strictObject(Wanted);
export type WantedLine = z.infer<typeof WantedLine>;

export const MAX_TTL_SECONDS = 86_400;
export const TtlSeconds = z.int().min(1).max(MAX_TTL_SECONDS);
export const OperationId = IdempotencyKey;

/**
 * One product or several: all of it or nothing. `holder` is whom the limit
 * against hoarding counts for.
 */
export const Reserve = z.strictObject({
  reservationId: Id,
  operationId: OperationId,
  holder: Id.optional(),
  lines: z
    .array(z.strictObject({ productId: Id, ...Wanted }))
    .min(1)
    .max(100),
  ttlSeconds: TtlSeconds,
});
export type Reserve = z.infer<typeof Reserve>;

const ProductIds = z.array(Id).min(1).max(100);
/** The products are those the reservation was made of. */
export const EndReservation = z.strictObject({
  operationId: OperationId,
  productIds: ProductIds,
});
export type EndReservation = z.infer<typeof EndReservation>;
export const ExtendReservation = EndReservation.extend({
  ttlSeconds: TtlSeconds,
});
export type ExtendReservation = z.infer<typeof ExtendReservation>;

export const Taken = z.object({
  warehouseId: Id,
  quantity: z.int().positive(),
});
export type Taken = z.infer<typeof Taken>;

export const ReservationView = z.object({
  id: Id,
  status: z.enum(['held', 'confirmed', 'released', 'expired']),
  taken: z.array(Taken),
  expiresAt: Instant,
  /** Confirmed after its time had run out, from stock that was still free. */
  anew: z.boolean().optional(),
});
export type ReservationView = z.infer<typeof ReservationView>;

export const ReservationRefusal = z.enum([
  'insufficient-stock',
  'unknown-product',
  'unknown-reservation',
  'reservation-expired',
  'reservation-released',
  'already-confirmed',
  'quantity-limit',
  'reservation-reused',
  'operation-reused',
  'too-many-reservations',
  'too-many-operations',
]);

/** A refusal is an answer. `version` is that of the stock it was decided on. */
const ProductAnswer = { productId: Id, version: z.int() };
export const ProductReservation = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('accepted'),
    ...ProductAnswer,
    available: z.int().min(0),
    reservation: ReservationView,
  }),
  z.object({
    outcome: z.literal('refused'),
    ...ProductAnswer,
    reason: ReservationRefusal,
    /**
     * Of `insufficient-stock` and `reservation-expired`: what could have been
     * had, in `warehouseId` when that was asked for.
     */
    available: z.int().min(0).optional(),
    warehouseId: Id.optional(),
    /** Of `quantity-limit`: the most one holder may hold of a product. */
    limit: z.int().optional(),
  }),
]);
export type ProductReservation = z.infer<typeof ProductReservation>;

/**
 * `refused` when any product refused; a refused reserve has left nothing held.
 */
export const ReservationAnswer = z.object({
  reservationId: Id,
  outcome: z.enum(['accepted', 'refused']),
  products: z.array(ProductReservation),
});
export type ReservationAnswer = z.infer<typeof ReservationAnswer>;
