import { z } from 'zod';
import { Unpublished } from '../outbox/entry';
import { RefusedOperation, StockCore } from '../rules/stock';
import { StoredReservation } from './stored-reservation';

/** Part of a product's memory. Absent in documents older than reservations. */
const Records = z.object({
  reservations: z.array(StoredReservation).default([]),
  refusals: z.array(RefusedOperation).default([]),
});
export type Records = z.infer<typeof Records>;

/**
 * What every turn writes for one product, under one key and by compare-and-set:
 * its stock, what was remembered since the last page was written, and what is
 * still to be published. The rest of the memory is in pages.
 */
export const StockDocument = z.object({
  stock: StockCore.extend(Records.shape),
  /** The pages, and which of their records still count. */
  pages: z
    .array(z.object({ id: z.string(), live: z.string().optional() }))
    .default([]),
  /** Pages nobody needs any more, to be deleted. */
  dropped: z.array(z.string()).default([]),
  outbox: z.array(Unpublished),
});
export type StockDocument = z.infer<typeof StockDocument>;

/** Written once and never changed. */
export const StockPage = z.object(Records.shape);

export const documentKey = (productId: string): string =>
  `inventory-${productId}`;
export const pageKey = (productId: string, page: string): string =>
  `${documentKey(productId)}.${page}`;
