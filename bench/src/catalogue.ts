import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Product } from '@souk/contracts/products/views';
import { FACETS_CAP } from '@souk/contracts/marketplace/storefront';
import { openCatalogueDb } from '../../services/marketplace/src/catalogue/view/db';
import type { Filter } from '../../services/marketplace/src/catalogue/view/query';
import { CATALOGUE_SCHEMA } from '../../services/marketplace/src/catalogue/view/schema';
import {
  type CatalogueStore,
  catalogueStore,
} from '../../services/marketplace/src/catalogue/view/store';
import { compare, report } from './support/compare';

const SMALL = 1_000;
const LARGE = 50_000;
const CATEGORIES = 20;
const PAGE = 24;

function product(n: number): Product {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
  return {
    id: `p${n}`,
    vendorId: `v${n % 12}`,
    version: 1,
    status: 'active',
    name: `Product ${(n * 7919) % LARGE} of the bench`,
    description: '',
    category: `Category ${n % CATEGORIES}`,
    price: { amountMinor: (n * 104_729) % 100_000, currency: 'EUR' },
    sku: null,
    images: [],
    attributes: {},
    initialStock: [],
    createdAt,
    updatedAt: createdAt,
  };
}

async function filledStore(
  directory: string,
  size: number,
): Promise<CatalogueStore> {
  const store = catalogueStore(
    openCatalogueDb({
      path: join(directory, `${size}.db`),
      schema: CATALOGUE_SCHEMA,
    }),
  );
  for (let from = 0; from < size; from += 1_000) {
    const products = Array.from({ length: 1_000 }, (_, n) => product(from + n));
    const stock = products.map(({ id, createdAt }, n) => ({
      productId: id,
      version: 1,
      available: n % 5,
      asOf: createdAt,
    }));
    await store.putAll({ products, stock });
  }
  return store;
}

const page =
  (store: CatalogueStore, filter: Filter, after?: [string | number, string]) =>
  () =>
    store.page({ filter, after, limit: PAGE });

async function main() {
  const directory = mkdtempSync(join(tmpdir(), 'souk-bench-'));
  try {
    const small = await filledStore(directory, SMALL);
    const large = await filledStore(directory, LARGE);
    const capped = await filledStore(directory, FACETS_CAP);
    const growth = (measure: string, filter: Filter, goal: number) =>
      compare(
        {
          measure: `${measure}: ${LARGE} ÷ ${SMALL} products`,
          side: { name: 'large', run: page(large, filter) },
          base: { name: 'small', run: page(small, filter) },
          goal,
        },
        200,
      );
    const deep = product(LARGE / 10);
    report([
      await growth('newest', { sort: 'newest' }, 1.5),
      await growth(
        'category by price, in stock',
        { sort: 'price', category: 'Category 3', inStockOnly: true },
        1.5,
      ),
      await growth('vendor by name', { sort: 'name', vendorId: 'v5' }, 1.5),
      await compare(
        {
          measure: `newest, deep page ÷ first page (${LARGE} products)`,
          side: {
            name: 'deep',
            run: page(large, { sort: 'newest' }, [deep.createdAt, deep.id]),
          },
          base: { name: 'first', run: page(large, { sort: 'newest' }) },
          goal: 1.5,
        },
        200,
      ),
      await compare(
        {
          measure: `facets: ${LARGE} ÷ ${FACETS_CAP} products`,
          side: { name: 'large', run: () => large.facets({}) },
          base: { name: 'capped', run: () => capped.facets({}) },
          goal: 1.5,
        },
        5,
      ),
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
