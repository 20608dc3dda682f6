import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';

const BeforeAfter = z.object({ before: z.int().min(0), after: z.int().min(0) });

/**
 * What one command did to one warehouse. Within a turn changes stand in the
 * order they were made.
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
  /** Of the turn that made it, where an event tells of several. */
  version: z.int().positive().optional(),
  /** Of a repair: why, and who. */
  reason: z.string().optional(),
  by: z.string().optional(),
});
export type StockChange = z.infer<typeof StockChange>;

/**
 * One committed turn of a product's actor, or several from `fromVersion` on:
 * what they changed, in order. Versions of a product run 1, 2, 3 … without a
 * gap. `operationId` names the first command that changed something; each
 * change names its own.
 */
export const stockChanged = defineEvent(
  'inventory.stock-changed.v1',
  z.object({
    productId: Id,
    vendorId: Id,
    version: z.int().positive(),
    /** The first of the turns an event tells of; absent when it is one. */
    fromVersion: z.int().positive().optional(),
    operationId: z.string(),
    at: Instant,
    available: z.int().min(0),
    changes: z.array(StockChange),
  }),
);
