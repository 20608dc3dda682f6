import { Id, Instant, Quantity } from '@souk/contracts/fields';
import { OpeningStock } from '@souk/contracts/products/views';
import {
  Taken,
  TtlSeconds,
  WantedLine,
} from '@souk/contracts/inventory/reservations';
import { z } from 'zod';

const OpenCommand = z.object({
  kind: z.literal('open'),
  operationId: z.string(),
  productId: Id,
  vendorId: Id,
  lines: z.array(OpeningStock),
});
export type OpenCommand = z.infer<typeof OpenCommand>;

/**
 * `receive` adds what arrived; `set` states what was counted; `repair` does so
 * against the ledger.
 */
const CountCommand = z.object({
  kind: z.enum(['receive', 'set', 'repair']),
  operationId: z.string(),
  vendorId: Id,
  warehouseId: Id,
  quantity: Quantity,
  expectedVersion: z.int().min(0).optional(),
  reason: z.string().optional(),
  by: z.string().optional(),
});
export type CountCommand = z.infer<typeof CountCommand>;

const ReserveCommand = z.object({
  kind: z.literal('reserve'),
  operationId: z.string(),
  reservationId: Id,
  holder: Id.optional(),
  lines: z.array(WantedLine).min(1),
  ttlSeconds: TtlSeconds,
  firstAskedAt: Instant.optional(),
  /** Up to this version the ledger has nothing of this reservation. */
  unheard: z.int().optional(),
});
export type ReserveCommand = z.infer<typeof ReserveCommand>;

const EndCommand = z.object({
  kind: z.enum(['confirm', 'release']),
  operationId: z.string(),
  reservationId: Id,
  /**
   * Of a release: another product refused, so this part of the reservation
   * never took effect.
   */
  undo: z.boolean().optional(),
});
export type EndCommand = z.infer<typeof EndCommand>;

const ExtendCommand = z.object({
  kind: z.literal('extend'),
  operationId: z.string(),
  reservationId: Id,
  ttlSeconds: TtlSeconds,
});
export type ExtendCommand = z.infer<typeof ExtendCommand>;

const ReturnCommand = z.object({
  kind: z.literal('return'),
  operationId: z.string(),
  reservationId: Id,
  lines: z.array(Taken).min(1),
  reason: z.string(),
  /** What the ledger has of it up to this version, once it is forgotten. */
  past: z
    .object({
      version: z.int(),
      taken: z.array(Taken),
      returned: z.array(Taken),
      endedAt: Instant,
    })
    .optional(),
});
export type ReturnCommand = z.infer<typeof ReturnCommand>;

/** Asks for the state of a reservation, and changes nothing. */
const FindCommand = z.object({
  kind: z.literal('find'),
  operationId: z.string(),
  reservationId: Id,
});
export type FindCommand = z.infer<typeof FindCommand>;

/**
 * Whether the product is on sale, as its owner said at this version of the
 * product.
 */
const ListingCommand = z.object({
  kind: z.literal('listing'),
  operationId: z.string(),
  vendorId: Id,
  archived: z.boolean(),
  version: z.int().positive(),
});
export type ListingCommand = z.infer<typeof ListingCommand>;

export type ReservationCommand =
  ReserveCommand | EndCommand | ExtendCommand | ReturnCommand;

export const Command = z.discriminatedUnion('kind', [
  OpenCommand,
  CountCommand,
  ReserveCommand,
  EndCommand,
  ExtendCommand,
  ReturnCommand,
  FindCommand,
  ListingCommand,
]);
export type Command = z.infer<typeof Command>;
