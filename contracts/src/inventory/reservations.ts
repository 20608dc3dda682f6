import { z } from 'zod';
import { Id, IdempotencyKey, Instant, Line, Quantity } from '../fields';

/**
 * Without a warehouse, stock is taken from the one with the most available
 * (ties by id) and split only if necessary.
 */
const Wanted = { quantity: Quantity.min(1), warehouseId: Id.optional() };
export const WantedLine = z.strictObject(Wanted);
export type WantedLine = z.infer<typeof WantedLine>;

export const MAX_TTL_SECONDS = 86_400;
export const TtlSeconds = z.int().min(1).max(MAX_TTL_SECONDS);
export const OperationId = IdempotencyKey;

/**
 * Reserves all lines or nothing. The limit per holder counts towards `holder`.
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
  /**
   * When the caller first asked for this reservation, by its own clock. One
   * asked for within the hour is then reserved without a look into the ledger.
   */
  firstAskedAt: Instant.optional(),
});
export type Reserve = z.infer<typeof Reserve>;

const ProductIds = z.array(Id).min(1).max(100);
/** `productIds` are those of the reservation. */
export const EndReservation = z.strictObject({
  operationId: OperationId,
  productIds: ProductIds,
});
export type EndReservation = z.infer<typeof EndReservation>;
export const ExtendReservation = EndReservation.extend({
  ttlSeconds: TtlSeconds,
});
export type ExtendReservation = z.infer<typeof ExtendReservation>;

/** What comes back of a confirmed reservation, to the place it was taken from. */
export const ReturnUnits = z.strictObject({
  operationId: OperationId,
  reason: Line(300),
  lines: z
    .array(
      z.strictObject({
        productId: Id,
        warehouseId: Id,
        quantity: Quantity.min(1),
      }),
    )
    .min(1)
    .max(100),
});
export type ReturnUnits = z.infer<typeof ReturnUnits>;

export const Taken = z.object({
  warehouseId: Id,
  quantity: z.int().positive(),
});
export type Taken = z.infer<typeof Taken>;

export const ReservationView = z.object({
  id: Id,
  status: z.enum(['held', 'confirmed', 'released', 'expired']),
  taken: z.array(Taken),
  /** Of one that only the ledger remembers: when it ended. */
  expiresAt: Instant,
  /** What has come back of it so far. */
  returned: z.array(Taken).optional(),
  /** Confirmed after it had expired, from stock that was still free. */
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
  'product-archived',
  'not-confirmed',
  'more-than-taken',
]);

/**
 * A refusal is a normal answer, not an error. `version` is the stock version
 * the decision was based on.
 */
const ProductAnswer = {
  productId: Id,
  /** The owner; absent only when the product is unknown. */
  vendorId: Id.optional(),
  version: z.int(),
};
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
     * Of `insufficient-stock` and `reservation-expired`: how much was
     * available, in `warehouseId` if one was requested. Of `more-than-taken`:
     * how much may still come back to `warehouseId`.
     */
    available: z.int().min(0).optional(),
    warehouseId: Id.optional(),
    /** Of `quantity-limit`: the maximum one holder may reserve of a product. */
    limit: z.int().optional(),
  }),
]);
export type ProductReservation = z.infer<typeof ProductReservation>;

/** `refused` when any product was refused; a refused reserve holds nothing. */
export const ReservationAnswer = z.object({
  reservationId: Id,
  outcome: z.enum(['accepted', 'refused']),
  products: z.array(ProductReservation),
});
export type ReservationAnswer = z.infer<typeof ReservationAnswer>;

/** Comma-separated, in a query. */
export const ReservedProducts = z
  .string()
  .transform((ids) => ids.split(','))
  .pipe(ProductIds);

/** What became of a reservation, however long ago it ended. */
export const ReservationState = z.object({
  reservationId: Id,
  products: z.array(
    z.object({
      productId: Id,
      /** The owner; absent only when the product is unknown. */
      vendorId: Id.optional(),
      /** `unknown`: it never held anything of this product. */
      status: z.enum([...ReservationView.shape.status.options, 'unknown']),
      taken: z.array(Taken),
      returned: z.array(Taken),
    }),
  ),
});
export type ReservationState = z.infer<typeof ReservationState>;
