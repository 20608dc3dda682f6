import { stockChanged } from '@souk/contracts/inventory';
import { Instant } from '@souk/contracts/fields';
import { z } from 'zod';
import { Stock } from './stock';

/**
 * A committed turn that is not known to be told yet; `traceparent` names the span of the turn, `nextExpiry` is when the
 * first of the reservations it left runs out.
 */
export const Untold = z.object({
  fact: stockChanged.data,
  traceparent: z.string().optional(),
  nextExpiry: Instant.optional(),
});
export type Untold = z.infer<typeof Untold>;

/** What is stored for one product, under one key: its stock and what has to be told about it, saved in one write. */
export const StockDocument = z.object({ stock: Stock, outbox: z.array(Untold) });
export type StockDocument = z.infer<typeof StockDocument>;

export const documentKey = (productId: string): string => `inventory-${productId}`;
