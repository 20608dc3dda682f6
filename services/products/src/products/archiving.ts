import { fact } from '@souk/contracts/event';
import { type Product } from '@souk/contracts/products/views';
import {
  productArchived,
  productChanged,
} from '@souk/contracts/products/events';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import { announced, archived, restored } from '../rules/product';
import {
  ATTEMPTS,
  lostRaces,
  owned,
  type ProductsDeps,
  refuseTakenSku,
} from './products';

/** Archiving an archived product changes nothing. Its SKU becomes free. */
export async function archiveProduct(
  { store, now }: ProductsDeps,
  vendorId: string,
  id: string,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await owned(store, vendorId, id);
    const { product } = record;
    if (product.status === 'archived') return;
    const next = archived(product, now());
    const archivedEvent = fact(productArchived, {
      id,
      vendorId,
      version: next.version,
      archivedAt: next.updatedAt,
    });
    if (await store.save({ ...record, product: next }, archivedEvent)) return;
  }
  throw lostRaces();
}

/**
 * Restoring an active product changes nothing.
 * @throws AppError `duplicate-sku` when another product now uses its SKU.
 */
export async function restoreProduct(
  { store, now }: ProductsDeps,
  vendorId: string,
  id: string,
): Promise<Product> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await owned(store, vendorId, id);
    const { product } = record;
    if (product.status === 'active') return product;
    const next = restored(product, now());
    try {
      if (
        await store.save(
          { ...record, product: next },
          fact(productChanged, announced(next)),
        )
      )
        return next;
    } catch (err) {
      if (!(err instanceof DuplicateKey)) throw err;
      await refuseTakenSku(store, next);
    }
  }
  throw lostRaces();
}
