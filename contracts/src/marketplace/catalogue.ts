import { z } from 'zod';
import { Cursor, Id, Instant, Line, Money } from '../fields';
import { ShopWarehouseLevel } from '../inventory/views';
import { Product } from '../products/views';
import { VendorSummary } from '../vendors/views';

const Whole = z
  .string()
  .regex(/^\d{1,12}$/, 'must be a whole number')
  .transform(Number);

/** The query of `GET /api/products`; prices are in minor units. */
export const ListProducts = z.strictObject({
  category: Line(80).optional(),
  vendorId: Id.optional(),
  minPrice: Whole.optional(),
  maxPrice: Whole.optional(),
  inStockOnly: z
    .enum(['true', 'false'])
    .transform((v) => v === 'true')
    .optional(),
  q: Line(200).optional(),
  sort: z.enum(['newest', 'price', '-price', 'name']).default('newest'),
  after: Cursor.optional(),
  limit: Whole.pipe(z.int().min(1).max(100)).default(24),
});
export type ListProducts = z.infer<typeof ListProducts>;

/** One row of the catalogue. `asOf` is the age of the stock figure. */
export const CatalogueItem = z.object({
  id: Id,
  name: z.string(),
  category: z.string(),
  price: Money,
  sku: z.string().nullable(),
  vendor: VendorSummary,
  image: z.string().nullable(),
  stock: z.object({ available: z.int(), inStock: z.boolean(), asOf: Instant }),
});
export type CatalogueItem = z.infer<typeof CatalogueItem>;
export const CataloguePage = z.object({
  items: z.array(CatalogueItem),
  next: Cursor.nullable(),
});
export type CataloguePage = z.infer<typeof CataloguePage>;

export const WarehouseQuery = z.strictObject({ warehouse: Id.optional() });

/**
 * `stock` is read live from inventory. When inventory does not answer in time
 * it is null, with a `stockProblem`; it is never guessed.
 */
export const ProductView = Product.omit({
  vendorId: true,
  status: true,
  initialStock: true,
}).extend({
  vendor: VendorSummary,
  stock: z
    .object({
      available: z.int(),
      version: z.int(),
      asOf: Instant,
      warehouses: z.array(ShopWarehouseLevel),
    })
    .nullable(),
  stockProblem: z
    .enum(['inventory-unavailable', 'stock-not-open-yet'])
    .optional(),
});
export type ProductView = z.infer<typeof ProductView>;

export const AvailabilityView = z.object({
  productId: Id,
  available: z.int(),
  inStock: z.boolean(),
  version: z.int(),
  asOf: Instant,
  warehouses: z.array(ShopWarehouseLevel),
});
export type AvailabilityView = z.infer<typeof AvailabilityView>;
