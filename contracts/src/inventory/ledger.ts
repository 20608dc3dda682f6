import { z } from 'zod';
import { Id, Line, Quantity } from '../fields';
import { StockTurn } from './events';

export const LedgerQuery = z.strictObject({
  /** `desc`: newest first. */
  order: z.enum(['asc', 'desc']).default('asc'),
  /**
   * The page starts after this version, in `order`; 0 starts at the beginning.
   */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export type LedgerQuery = z.infer<typeof LedgerQuery>;

/**
 * Each item is one committed turn. `next` goes into `after` of the next page;
 * null on the last page.
 */
export const LedgerPage = z.object({
  items: z.array(StockTurn),
  next: z.int().nullable(),
});
export type LedgerPage = z.infer<typeof LedgerPage>;

/** The result of replaying a product's ledger from the beginning. */
export const StockAudit = z.object({
  productId: Id,
  /** The current version of the stock, and the last version in the ledger. */
  version: z.int(),
  ledgerVersion: z.int(),
  /**
   * Each change starts where the previous one ended, and the last one ends at
   * the current stock.
   */
  conserved: z.boolean(),
  /** Versions with a negative quantity or with more reserved than on hand. */
  negative: z.array(z.int()),
  /** Missing versions. */
  gaps: z.array(z.int()),
  /** Reservations that ended more than once. */
  endedTwice: z.array(Id),
  findings: z.array(z.string()),
});
export type StockAudit = z.infer<typeof StockAudit>;

export const ArchiveLedger = z.strictObject({
  /** All products unless given. */
  productId: Id.optional(),
  olderThanDays: z.int().min(30).max(36_500).default(365),
  /** The `next` of the call before. */
  after: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}:\d{1,15}$/, 'must be the `next` of an answer')
    .optional(),
});
export type ArchiveLedger = z.infer<typeof ArchiveLedger>;

/** `next` goes into `after` of the next call; null when all is done. */
export const LedgerArchived = z.object({
  moved: z.int(),
  next: z.string().nullable(),
});
export type LedgerArchived = z.infer<typeof LedgerArchived>;

export const RepairStock = z.strictObject({
  warehouseId: Id,
  onHand: Quantity,
  reason: Line(300),
});
export type RepairStock = z.infer<typeof RepairStock>;
