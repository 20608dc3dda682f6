import { productCreated } from '@souk/contracts/products/events';
import { vendorRegistered } from '@souk/contracts/vendors/events';
import { on, type Subscription } from '@souk/platform/dapr/subscribe';
import { openStock, type StockDeps } from './stock/levels';
import { ensureMain } from './warehouses/warehouses';

/**
 * Both are idempotent: "Main" has one id per vendor, and stock is opened once
 * per product.
 */
export const events = (deps: StockDeps): Subscription[] => [
  on(vendorRegistered, ({ vendorId, registeredAt }) =>
    ensureMain(deps, vendorId, registeredAt),
  ),
  on(productCreated, async ({ id, vendorId, initialStock }) => {
    await openStock(deps, id, { vendorId, initialStock });
  }),
];
