import { Id, Instant } from '@souk/contracts/fields';
import { z } from 'zod';
import { available, WarehouseStock, type Stock } from './stock';

/**
 * The stock of a product as its actor knows it, without the names of
 * warehouses.
 */
export const Level = z.object({
  productId: Id,
  vendorId: Id,
  version: z.int(),
  available: z.int(),
  asOf: Instant,
  warehouses: z.array(WarehouseStock),
});
export type Level = z.infer<typeof Level>;

export const levelOf = (stock: Stock | undefined): Level | null =>
  stock
    ? {
        productId: stock.productId,
        vendorId: stock.vendorId,
        version: stock.version,
        available: available(stock.warehouses),
        asOf: stock.changedAt,
        warehouses: stock.warehouses,
      }
    : null;
