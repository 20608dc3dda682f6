import { digestProducts, listProducts } from '@souk/contracts/products/calls';
import type { HeardProduct } from '@souk/contracts/products/views';
import { digestVendors, listVendors } from '@souk/contracts/vendors/calls';
import type { VendorSummary } from '@souk/contracts/vendors/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { listRange } from '@souk/platform/reconcile/list-range';
import {
  reconciler,
  type Pair,
  type Reconciler,
  type WalkCursor,
} from '@souk/platform/reconcile/reconciler';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import { noteListing, openStock, type StockDeps } from '../stock/levels';
import type { LevelView } from '../stock/store';
import { ensureMain } from '../warehouses/warehouses';

export interface ReconcileDeps extends Omit<StockDeps, 'levels'> {
  levels: LevelView;
  ask: Ask;
  cursorOf: (pair: string) => WalkCursor;
  log: Logger;
  metrics: Metrics;
}

/**
 * Compares what inventory has with the owners of products and vendors for ever,
 * so that it does what a lost event has asked for.
 */
export const inventoryReconcilers = (deps: ReconcileDeps): Reconciler[] => [
  walk(deps, productsStock(deps)),
  walk(deps, vendorsWarehouses(deps)),
];

const walk = <T>(deps: ReconcileDeps, pair: Pair<T>): Reconciler => {
  const { log, metrics, cursorOf } = deps;
  return reconciler({ pair, cursor: cursorOf(pair.name), log, metrics });
};

/** Stock is open for each product, and knows its version. */
const productsStock = (deps: ReconcileDeps): Pair<HeardProduct> => ({
  name: 'products-stock',
  compare: 'states',
  digest: (query) => deps.ask(digestProducts, { query }),
  copied: (range) => deps.levels.listings(range),
  async list(range) {
    const found = await listRange(range, (query) =>
      deps.ask(listProducts, { query }),
    );
    return found.map((item) => ({ id: item.id, state: item.version, item }));
  },
  async mend({ id, vendorId, version, status, initialStock }) {
    const isOpen = (await deps.stock.level(id)) !== null;
    if (!isOpen) await openStock(deps, id, { vendorId, initialStock });
    const archived = status === 'archived';
    await noteListing(deps, id, { vendorId, archived, version });
    return isOpen ? 'listing' : 'stock';
  },
});

/** Each vendor has a first warehouse. */
const vendorsWarehouses = (deps: ReconcileDeps): Pair<VendorSummary> => ({
  name: 'vendors-warehouses',
  compare: 'ids',
  digest: (query) => deps.ask(digestVendors, { query }),
  async copied(range) {
    const found = await deps.warehouses.vendorsWithMain(range);
    return found.map((id) => ({ id, state: '' }));
  },
  async list(range) {
    const found = await listRange(range, (query) =>
      deps.ask(listVendors, { query }),
    );
    return found.map((item) => ({ id: item.id, state: '', item }));
  },
  async mend({ id }) {
    await ensureMain(deps, id, deps.now().toISOString());
    return 'warehouse';
  },
});
