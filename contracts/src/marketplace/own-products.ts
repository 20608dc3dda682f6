import { z } from 'zod';
import { ListProducts } from './catalogue';
import { Cursor, Id, Instant, Line, Money } from '../fields';
import { StockChange, StockTurn } from '../inventory/events';

/**
 * The query of `GET /api/vendors/me/products`. `q` matches any part of name or
 * SKU; `stock` sorts the lowest first.
 */
export const ListOwnProducts = z.strictObject({
  q: Line(200).optional(),
  status: z.enum(['active', 'archived']).default('active'),
  sort: z.enum(['newest', 'updated', 'name', 'stock']).default('newest'),
  after: Cursor.optional(),
  limit: ListProducts.shape.limit,
});
export type ListOwnProducts = z.infer<typeof ListOwnProducts>;

/**
 * A vendor's own product. `If-Match` takes `version` as `"p<version>"` and
 * `stock.version` as `"s<version>"`.
 */
export const OwnProduct = z.object({
  id: Id,
  version: z.int().positive(),
  status: z.enum(['active', 'archived']),
  name: z.string(),
  category: z.string(),
  price: Money,
  sku: z.string().nullable(),
  image: z.string().nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  /** Null until the stock is opened. */
  stock: z
    .object({ available: z.int(), version: z.int(), asOf: Instant })
    .nullable(),
});
export type OwnProduct = z.infer<typeof OwnProduct>;
export const OwnProductPage = z.object({
  items: z.array(OwnProduct),
  next: Cursor.nullable(),
});
export type OwnProductPage = z.infer<typeof OwnProductPage>;

/**
 * The query of `GET /api/products/{id}/stock/history`; `after` is the `next` of
 * the previous page.
 */
export const StockHistoryQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export type StockHistoryQuery = z.infer<typeof StockHistoryQuery>;

/** One turn of the stock as shown to its vendor, without who made it. */
export const StockHistoryEntry = StockTurn.pick({
  version: true,
  at: true,
  available: true,
}).extend({
  changes: z.array(
    StockChange.pick({
      kind: true,
      warehouseId: true,
      onHand: true,
      reserved: true,
      reason: true,
    }),
  ),
});
/** Newest first; `next` is null on the last page. */
export const StockHistory = z.object({
  items: z.array(StockHistoryEntry),
  next: z.int().nullable(),
});
export type StockHistory = z.infer<typeof StockHistory>;
