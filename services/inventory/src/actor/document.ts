import { z } from 'zod';
import { Unpublished } from '../outbox/entry';
import { kept } from '../rules/kept';
import { RefusedOperation, StockCore } from '../rules/stock';
import { StoredReservation } from '../rules/stored-reservation';

/** Part of a product's memory. Documents older than reservations lack it. */
const Records = kept({
  reservations: z.array(StoredReservation).default([]),
  refusals: z.array(RefusedOperation).default([]),
});
export type Records = z.infer<typeof Records>;

/**
 * The document that every turn of a product writes, under one key and by
 * compare-and-set: its stock, the records since the last page, and the
 * unpublished turns. The rest of the memory is in pages.
 */
export const StockDocument = kept({
  stock: kept({ ...StockCore.shape, ...Records.shape }),
  /** The pages, and which of their records still count. */
  pages: z
    .array(kept({ id: z.string(), live: z.string().optional() }))
    .default([]),
  /** Pages that are no longer needed and will be deleted. */
  dropped: z.array(z.string()).default([]),
  outbox: z.array(Unpublished),
});
export type StockDocument = z.infer<typeof StockDocument>;

/** Written once and never changed. */
export const StockPage = kept(Records.shape);

export const documentKey = (productId: string): string =>
  `inventory-${productId}`;
export const pageKey = (productId: string, page: string): string =>
  `${documentKey(productId)}.${page}`;
