import type { AddProduct, ChangeProduct } from '@souk/contracts/products/views';
import { answered, api } from '../../../lib/api';
import { queryClient } from '../../../lib/query-client';

const LATE_EVENT_MS = 1_500;

/**
 * The list is updated by an event, mostly within milliseconds: it is refetched
 * at once, and again when even a late event has arrived.
 */
async function ownProductsChanged(): Promise<void> {
  const ask = () =>
    queryClient.invalidateQueries({ queryKey: ['own', 'products'] });
  setTimeout(() => void ask(), LATE_EVENT_MS);
  await ask();
}

export async function addProduct(product: AddProduct, key: string) {
  const headers = { 'idempotency-key': key };
  const added = await answered(
    api.POST('/api/products', { params: { header: headers }, body: product }),
  );
  await ownProductsChanged();
  return added;
}

/**
 * @throws ProblemError `stale-product` when it has changed since this version.
 */
export async function changeProduct(
  id: string,
  version: number,
  change: ChangeProduct,
) {
  const header = { 'if-match': `"p${version}"` };
  const changed = await answered(
    api.PATCH('/api/products/{id}', {
      params: { path: { id }, header },
      body: change,
    }),
  );
  await ownProductsChanged();
  return changed;
}

export async function archiveProduct(id: string): Promise<void> {
  await answered(
    api.DELETE('/api/products/{id}', { params: { path: { id } } }),
  );
  await ownProductsChanged();
}

export async function restoreProduct(id: string): Promise<void> {
  await answered(
    api.POST('/api/products/{id}/restore', { params: { path: { id } } }),
  );
  await ownProductsChanged();
}

export const readLevels = (id: string) =>
  answered(api.GET('/api/products/{id}/stock', { params: { path: { id } } }));

/**
 * @throws ProblemError `stale-stock` when the stock has changed since this
 * version.
 */
export async function setOnHand(
  id: string,
  warehouseId: string,
  { onHand, version }: { onHand: number; version: number },
) {
  const params = {
    path: { id, warehouseId },
    header: { 'if-match': `"s${version}"` },
  };
  const level = await answered(
    api.PUT('/api/products/{id}/stock/{warehouseId}', {
      params,
      body: { onHand },
    }),
  );
  await Promise.all([
    ownProductsChanged(),
    queryClient.invalidateQueries({ queryKey: ['own', 'history', id] }),
  ]);
  return level;
}
