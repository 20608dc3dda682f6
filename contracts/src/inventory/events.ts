import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';

const BeforeAfter = z.object({ before: z.int().min(0), after: z.int().min(0) });

/**
 * What one command did to one warehouse. The changes of a turn are in the order
 * they were made.
 */
export const StockChange = z.object({
  kind: z.enum([
    'opened',
    'received',
    'set',
    'reserved',
    'confirmed',
    'released',
    'expired',
    'extended',
    'repaired',
  ]),
  warehouseId: Id,
  onHand: BeforeAfter,
  reserved: BeforeAfter,
  operationId: z.string().optional(),
  reservationId: Id.optional(),
  /** The turn that made the change, when the event covers several. */
  version: z.int().positive().optional(),
  /** Of a repair: the reason, and the operator who made it. */
  reason: z.string().optional(),
  by: z.string().optional(),
});
export type StockChange = z.infer<typeof StockChange>;

/**
 * One committed turn of a product's actor, or several starting with
 * `fromVersion`, with their changes in order. Versions of a product are 1, 2, 3
 * … without gaps. `operationId` is that of the first command with a change;
 * each change carries its own.
 */
export const stockChanged = defineEvent(
  'inventory.stock-changed.v1',
  z.object({
    productId: Id,
    vendorId: Id,
    version: z.int().positive(),
    /** The first turn covered; absent when there is only one. */
    fromVersion: z.int().positive().optional(),
    operationId: z.string(),
    at: Instant,
    available: z.int().min(0),
    changes: z.array(StockChange),
  }),
);
