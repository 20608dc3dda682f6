import { z } from 'zod';
import { Id, Instant, Line, Quantity } from '../fields';
import { OpeningStock } from '../products/views';

export const AddWarehouse = z.strictObject({
  name: Line(120),
  city: Line(120).optional(),
  country: Line(120).optional(),
});
export type AddWarehouse = z.infer<typeof AddWarehouse>;

export const WarehouseView = z.object({
  id: Id,
  name: z.string(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  createdAt: Instant,
});
export type WarehouseView = z.infer<typeof WarehouseView>;
export const WarehouseList = z.object({ items: z.array(WarehouseView) });

/**
 * `"s7"` is version 7 of the stock. `*` accepts any version, like a missing
 * header.
 */
export const StockTag = z
  .string()
  .regex(/^(\*|"s\d{1,15}")$/, 'must be the ETag of a stock level')
  .transform((tag) => (tag === '*' ? undefined : Number(tag.slice(2, -1))));

export const SetOnHand = z.strictObject({ onHand: Quantity });

/** `available = onHand − reserved`, never below zero. */
export const WarehouseLevel = z.object({
  warehouseId: Id,
  name: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
});
export type WarehouseLevel = z.infer<typeof WarehouseLevel>;

/** What shoppers see of it: how much a vendor keeps and sells is the vendor's. */
export const ShopWarehouseLevel = WarehouseLevel.pick({
  warehouseId: true,
  name: true,
  available: true,
});
export type ShopWarehouseLevel = z.infer<typeof ShopWarehouseLevel>;

/** The stock of one product, as read from its actor. */
export const StockLevel = z.object({
  productId: Id,
  vendorId: Id,
  version: z.int().positive(),
  available: z.int().min(0),
  asOf: Instant,
  warehouses: z.array(WarehouseLevel),
});
export type StockLevel = z.infer<typeof StockLevel>;

export const OpenStock = z.strictObject({
  vendorId: Id,
  initialStock: z.array(OpeningStock),
});
export type OpenStock = z.infer<typeof OpenStock>;

/** Of several products; `notOpen` are those whose stock was never opened. */
export const StockLevels = z.object({
  items: z.array(StockLevel),
  notOpen: z.array(Id),
});
export type StockLevels = z.infer<typeof StockLevels>;

const Ids = z.array(Id).min(1).max(200);
export const ListStock = z.strictObject({ ids: Ids });
/** Comma-separated, in a query. */
export const StockIds = z
  .string()
  .transform((ids) => ids.split(','))
  .pipe(Ids);
export const StockSummary = z.object({
  productId: Id,
  version: z.int(),
  available: z.int(),
  asOf: Instant,
});
export type StockSummary = z.infer<typeof StockSummary>;
export const StockList = z.object({ items: z.array(StockSummary) });
