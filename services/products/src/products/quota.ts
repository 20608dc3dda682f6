import { AppError } from '@souk/platform/http/errors';
import type { ProductStore } from './store';

/** What one vendor may have; archived products count. */
export interface Quota {
  products: number;
  categories: number;
}

interface QuotaDeps {
  store: Pick<ProductStore, 'countOf' | 'categoriesOf'>;
  quota: Quota;
}

/**
 * Counted before the write, so requests at the same time may exceed it by as
 * many.
 * @throws AppError `too-many-products`, `too-many-categories`.
 */
export async function refuseBeyondQuota(
  deps: QuotaDeps,
  vendorId: string,
  category: string,
): Promise<void> {
  const { products } = deps.quota;
  if ((await deps.store.countOf(vendorId, products)) >= products)
    throw new AppError(
      'conflict',
      'too-many-products',
      `A vendor has at most ${products} products, archived ones included`,
    );
  await refuseNewCategory(deps, vendorId, category);
}

/** @throws AppError `too-many-categories`. */
export async function refuseNewCategory(
  { store, quota: { categories } }: QuotaDeps,
  vendorId: string,
  category: string,
): Promise<void> {
  const used = await store.categoriesOf(vendorId);
  if (used.length < categories || used.includes(category)) return;
  throw new AppError(
    'conflict',
    'too-many-categories',
    `The products of a vendor are in at most ${categories} categories`,
  );
}
