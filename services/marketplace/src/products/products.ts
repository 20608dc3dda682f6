import * as products from '@souk/contracts/products/calls';
import type {
  AddProduct,
  ChangeProduct,
  Product,
} from '@souk/contracts/products/views';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import type { Ask } from '@souk/platform/dapr/ask';
import type { CatalogueStore } from '../catalogue/view/store';
import { productTag } from './etag';
import { listWarehouses } from '../vendors/vendors';

/**
 * The vendor comes from the token. The same `idempotencyKey` again answers with
 * the same product.
 */
export async function addProduct(
  ask: Ask,
  vendor: Principal,
  body: AddProduct,
  idempotencyKey?: string,
): Promise<Product> {
  await ownWarehouses(ask, vendor, body.initialStock ?? []);
  return ask(products.addProduct, {
    headers: { 'idempotency-key': idempotencyKey },
    body,
    as: vendor,
  });
}

async function ownWarehouses(
  ask: Ask,
  vendor: Principal,
  lines: { warehouseId: string }[],
): Promise<void> {
  if (lines.length === 0) return;
  const { items } = await listWarehouses(ask, vendor);
  const own = new Set(items.map(({ id }) => id));
  const fields = lines.flatMap(({ warehouseId }, n) =>
    own.has(warehouseId)
      ? []
      : [
          {
            path: `initialStock.${n}.warehouseId`,
            message: 'is not one of your warehouses',
          },
        ],
  );
  if (fields.length > 0)
    throw new AppError(
      'invalid',
      'invalid-input',
      'The request does not match its schema',
      { fields },
    );
}

/**
 * Changes the product when it still has version `expected`, or whatever version
 * it has when that is undefined.
 */
export const changeProduct = (
  ask: Ask,
  vendor: Principal,
  id: string,
  body: ChangeProduct,
  {
    expected,
    key,
  }: { expected?: number | undefined; key?: string | undefined },
): Promise<Product> =>
  ask(products.changeProduct, {
    params: { id },
    headers: {
      'if-match': expected === undefined ? undefined : productTag(expected),
      'idempotency-key': key,
    },
    body,
    as: vendor,
  });

export const archiveProduct = (
  ask: Ask,
  vendor: Principal,
  id: string,
): Promise<void> =>
  ask(products.archiveProduct, { params: { id }, as: vendor });

/** In any status. @throws AppError `product-not-found`. */
export const findProduct = (ask: Ask, id: string): Promise<Product> =>
  ask(products.readProduct, { params: { id } });

/**
 * Puts what the owner has just said into the view, so that whoever changed it
 * sees the change before its event arrives. Nothing depends on it.
 */
export const showOwn = (
  catalogue: CatalogueStore,
  product: Product,
): Promise<void> => catalogue.putProduct(product).catch(() => undefined);
