import { Id, Quantity } from '@souk/contracts/fields';
import { OpeningStock } from '@souk/contracts/products/views';
import { TtlSeconds, WantedLine } from '@souk/contracts/inventory/reservations';
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

export type ReservationCommand = ReserveCommand | EndCommand | ExtendCommand;

export const Command = z.discriminatedUnion('kind', [
  OpenCommand,
  CountCommand,
  ReserveCommand,
  EndCommand,
  ExtendCommand,
  ListingCommand,
]);
export type Command = z.infer<typeof Command>;
