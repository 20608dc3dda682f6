import {
  productArchived,
  productChanged,
  productCreated,
} from '@souk/contracts/products/events';
import { vendorRegistered } from '@souk/contracts/vendors/events';
import { on, type Subscription } from '@souk/platform/dapr/subscribe';
import { noteListing, openStock, type StockDeps } from './stock/levels';
import { ensureMain } from './warehouses/warehouses';

/**
 * All are idempotent: "Main" has one id per vendor, stock is opened once per
 * product, and a listing counts by the version of its product.
 */
export const events = (deps: StockDeps): Subscription[] => [
  on(vendorRegistered, ({ vendorId, registeredAt }) =>
    ensureMain(deps, vendorId, registeredAt),
  ),
  on(productCreated, async ({ id, vendorId, initialStock }) => {
    await openStock(deps, id, { vendorId, initialStock });
  }),
  on(productChanged, ({ id, vendorId, status, version }) =>
    noteListing(deps, id, {
      vendorId,
      archived: status === 'archived',
      version,
    }),
  ),
  on(productArchived, ({ id, vendorId, version }) =>
    noteListing(deps, id, { vendorId, archived: true, version }),
  ),
];
