import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant, orLater } from '../fields';
import { StockSummary } from './views';

const BeforeAfter = z.object({ before: z.int().min(0), after: z.int().min(0) });

/** What can have changed stock. */
export const StockChangeKind = z.enum([
  'opened',
  'received',
  'set',
  'reserved',
  'confirmed',
  'released',
  'expired',
  'extended',
  'repaired',
  'returned',
]);
export type StockChangeKind = z.infer<typeof StockChangeKind>;

/**
 * What one command did to one warehouse. The changes of a turn are in the order
 * they were made. A kind that only a later version knows is kept and shown.
 */
export const StockChange = z.object({
  kind: orLater(StockChangeKind),
  warehouseId: Id,
  onHand: BeforeAfter,
  reserved: BeforeAfter,
  operationId: z.string().optional(),
  reservationId: Id.optional(),
  /** The turn that made the change, when the event covers several. */
  version: z.int().positive().optional(),
  /** Of a repair or a return: the reason; of a repair, who made it. */
  reason: z.string().optional(),
  by: z.string().optional(),
});
export type StockChange = z.infer<typeof StockChange>;

/**
 * One committed turn of a product's actor, as the ledger has it. Versions of a
 * product are 1, 2, 3 … without gaps. `operationId` is that of the first command
 * with a change; each change carries its own.
 */
export const StockTurn = z.object({
  productId: Id,
  vendorId: Id,
  version: z.int().positive(),
  operationId: z.string(),
  at: Instant,
  available: z.int().min(0),
  changes: z.array(StockChange),
});
export type StockTurn = z.infer<typeof StockTurn>;

/**
 * What can be sold of a product now. Turns that follow one another quickly make
 * one event, so versions are missing; the changes are in the ledger.
 */
export const stockLevelChanged = defineEvent(
  'inventory.stock-level-changed.v1',
  StockSummary,
);
