import { z } from 'zod';
import { Id, Line, Quantity } from '../fields';
import { stockChanged } from './events';

export const LedgerQuery = z.strictObject({
  /** `desc`: the newest first. */
  order: z.enum(['asc', 'desc']).default('asc'),
  /** The version the page begins after, in its order; 0 for its beginning. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export type LedgerQuery = z.infer<typeof LedgerQuery>;

/**
 * One committed turn each, in the order asked for; `next` is the version to go
 * on after, null at the end.
 */
export const LedgerPage = z.object({
  items: z.array(stockChanged.data),
  next: z.int().nullable(),
});
export type LedgerPage = z.infer<typeof LedgerPage>;

/**
 * What the books of one product come to when they are added up again from the
 * beginning.
 */
export const StockAudit = z.object({
  productId: Id,
  /** The version of the stock and the last one in the ledger. */
  version: z.int(),
  ledgerVersion: z.int(),
  /**
   * Every change begins where the one before ended, and the last ends at what
   * the stock says.
   */
  conserved: z.boolean(),
  /**
   * Versions in which something was below zero, or more reserved than on hand.
   */
  negative: z.array(z.int()),
  /** Versions that are missing. */
  gaps: z.array(z.int()),
  /** Reservations that ended more than once. */
  endedTwice: z.array(Id),
  findings: z.array(z.string()),
});
export type StockAudit = z.infer<typeof StockAudit>;

export const RepairStock = z.strictObject({
  warehouseId: Id,
  onHand: Quantity,
  reason: Line(300),
});
export type RepairStock = z.infer<typeof RepairStock>;
