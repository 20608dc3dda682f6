import type {
  ListOwnProducts,
  OwnProductPage,
  StockHistory,
  StockHistoryQuery,
} from '@souk/contracts/marketplace/own-products';
import { readLedger } from '@souk/contracts/inventory/calls';
import type { LedgerPage } from '@souk/contracts/inventory/ledger';
import * as products from '@souk/contracts/products/calls';
import type { Product } from '@souk/contracts/products/views';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';
import type { CatalogueDeps } from '../catalogue/list';
import { decodeCursor, encodeCursor } from '../catalogue/cursor';
import { productNotFound } from './page';
import { findProduct } from './products';

/** One page of the vendor's own products from the catalogue view. */
export async function listOwnProducts(
  { catalogue, cursorKeys }: CatalogueDeps,
  vendor: Principal,
  { after, limit, ...filter }: ListOwnProducts,
): Promise<OwnProductPage> {
  const keys = await cursorKeys();
  const list = { ...filter, ownOf: vendor.id };
  const position =
    after === undefined ? undefined : decodeCursor(keys, list, after);
  const { items, last } = await catalogue.own({
    vendorId: vendor.id,
    filter,
    after: position,
    limit,
  });
  return { items, next: last ? encodeCursor(keys, list, last) : null };
}

/**
 * Restores an archived product. @throws AppError `product-not-found`,
 * `duplicate-sku` when another product has its SKU by now.
 */
export const restoreProduct = (
  ask: Ask,
  vendor: Principal,
  id: string,
): Promise<Product> =>
  ask(products.restoreProduct, { params: { id }, as: vendor });

/**
 * For the owner or an operator, the newest first. @throws AppError
 * `product-not-found`, `stock-not-open`.
 */
export async function readStockHistory(
  ask: Ask,
  who: Principal,
  id: string,
  { after, limit }: StockHistoryQuery,
): Promise<StockHistory> {
  const { vendorId } = await findProduct(ask, id);
  if (who.role === 'vendor' && vendorId !== who.id) throw productNotFound(id);
  const { items, next } = await ask(readLedger, {
    params: { productId: id },
    query: { order: 'desc', after, limit },
  });
  return {
    items: items.map(({ version, at, available, changes }) => ({
      version,
      at,
      available,
      changes: changes.map(shown),
    })),
    next,
  };
}

/** Leaves out the operation, the reservation and the operator. */
const shown = ({
  kind,
  warehouseId,
  onHand,
  reserved,
  reason,
}: LedgerPage['items'][number]['changes'][number]) => ({
  kind,
  warehouseId,
  onHand,
  reserved,
  ...(reason === undefined ? {} : { reason }),
});
