import type { Product } from '@souk/contracts/products/views';
import { openCatalogueDb } from '../../../services/marketplace/src/catalogue/view/db';
import { CATALOGUE_SCHEMA } from '../../../services/marketplace/src/catalogue/view/schema';
import {
  type CatalogueStore,
  catalogueStore,
} from '../../../services/marketplace/src/catalogue/view/store';

const NAMES = 50_000;
const CATEGORIES = 20;

export function productOf(n: number): Product {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
  return {
    id: `p${n}`,
    vendorId: `v${n % 12}`,
    version: 1,
    status: 'active',
    name: `Product ${(n * 7919) % NAMES} of the bench`,
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

/** A catalogue view of `size` products at `path`. */
export async function filledCatalogue(
  path: string,
  size: number,
): Promise<CatalogueStore> {
  const store = catalogueStore(
    openCatalogueDb({ path, schema: CATALOGUE_SCHEMA }),
  );
  for (let from = 0; from < size; from += 1_000) {
    const products = Array.from({ length: 1_000 }, (_, n) =>
      productOf(from + n),
    );
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
