import { digestStock, listStock } from '@souk/contracts/inventory/calls';
import type { StockSummary } from '@souk/contracts/inventory/views';
import { digestProducts, listProducts } from '@souk/contracts/products/calls';
import type { HeardProduct } from '@souk/contracts/products/views';
import { digestVendors, listVendors } from '@souk/contracts/vendors/calls';
import type { VendorSummary } from '@souk/contracts/vendors/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { listRange } from '@souk/platform/reconcile/list-range';
import {
  memoryCursor,
  reconciler,
  type Pair,
  type Reconciler,
} from '@souk/platform/reconcile/reconciler';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import type { CatalogueDb } from './view/db';
import { entriesIn } from './view/entries';
import type { CatalogueStore } from './view/store';

export interface ReconcileDeps {
  ask: Ask;
  db: Pick<CatalogueDb, 'search'>;
  catalogue: Pick<CatalogueStore, 'putProduct' | 'putStock' | 'putVendor'>;
  log: Logger;
  metrics: Metrics;
  /** False while the view is being built: everything would be missing. */
  ready: () => boolean;
}

/**
 * Compares the view of this replica with its owners for ever, so that it heals
 * what a lost event has left out.
 */
export const catalogueReconcilers = (deps: ReconcileDeps): Reconciler[] => [
  walk(deps, productsView(deps)),
  walk(deps, stockView(deps)),
  walk(deps, vendorsView(deps)),
];

function walk<T>(deps: ReconcileDeps, pair: Pair<T>): Reconciler {
  const { log, metrics, ready } = deps;
  const { claim, advance } = memoryCursor();
  const cursor = {
    claim: async (everyMs: number) => (ready() ? claim(everyMs) : undefined),
    advance,
  };
  return reconciler({ pair, cursor, log, metrics });
}

const productsView = ({
  ask,
  db,
  catalogue,
}: ReconcileDeps): Pair<HeardProduct> => ({
  name: 'products-view',
  compare: 'states',
  digest: (query) => ask(digestProducts, { query }),
  copied: (range) => entriesIn(db, 'products', range),
  async list(range) {
    const found = await listRange(range, (query) =>
      ask(listProducts, { query }),
    );
    return found.map((item) => ({ id: item.id, state: item.version, item }));
  },
  async mend(product) {
    await catalogue.putProduct(product);
    return 'product';
  },
});

const stockView = ({
  ask,
  db,
  catalogue,
}: ReconcileDeps): Pair<StockSummary> => ({
  name: 'stock-view',
  compare: 'states',
  digest: (query) => ask(digestStock, { query }),
  copied: (range) => entriesIn(db, 'stock', range),
  // By the products of the view: those it lacks are the other walk's.
  async list(range) {
    const known = await entriesIn(db, 'products', range);
    const found: StockSummary[] = [];
    for (let from = 0; from < known.length; from += PAGE) {
      const ids = known.slice(from, from + PAGE).map(({ id }) => id);
      found.push(...(await ask(listStock, { body: { ids } })).items);
    }
    return found.map((item) => ({
      id: item.productId,
      state: item.version,
      item,
    }));
  },
  async mend(stock) {
    await catalogue.putStock(stock);
    return 'stock';
  },
});

const vendorsView = ({
  ask,
  db,
  catalogue,
}: ReconcileDeps): Pair<VendorSummary> => ({
  name: 'vendors-view',
  compare: 'states',
  digest: (query) => ask(digestVendors, { query }),
  copied: (range) => entriesIn(db, 'vendors', range),
  async list(range) {
    const found = await listRange(range, (query) =>
      ask(listVendors, { query }),
    );
    return found.map((item) => ({ id: item.id, state: item.name, item }));
  },
  async mend(vendor) {
    await catalogue.putVendor(vendor);
    return 'vendor';
  },
});

/** As many ids as inventory answers at once. */
const PAGE = 100;
