import { fact } from '@souk/contracts/event';
import {
  type AddProduct,
  type ChangeProduct,
  type Product,
} from '@souk/contracts/products/views';
import {
  productChanged,
  productCreated,
} from '@souk/contracts/products/events';
import { AppError } from '@souk/platform/http/errors';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import {
  allows,
  changed,
  newProduct,
  type ProductRecord,
  requestHash,
} from '../rules/product';
import type { ProductStore } from './store';

export interface ProductsDeps {
  store: ProductStore;
  newId: () => string;
  now: () => Date;
}

/**
 * How often a race with another writer is run again before the caller is told.
 */
export const ATTEMPTS = 10;

export interface AddRequest {
  vendorId: string;
  input: AddProduct;
  idempotencyKey: string | undefined;
}

/**
 * The same key with the same input yields the one product, however often and
 * however many at once.
 */
export async function addProduct(
  deps: ProductsDeps,
  { vendorId, input, idempotencyKey }: AddRequest,
): Promise<Product> {
  const { store, newId, now } = deps;
  const request =
    idempotencyKey === undefined
      ? null
      : { key: idempotencyKey, hash: requestHash(input) };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const product = newProduct(input, { id: newId(), vendorId, now: now() });
    try {
      await store.add({ product, request }, fact(productCreated, product));
      return product;
    } catch (err) {
      if (!(err instanceof DuplicateKey)) throw err;
      // The driver sends a write again when its acknowledgement is lost; then
      // the second meets the first.
      const own = await store.find(product.id);
      if (own) return own.product;
      // A repeated request collides with its own SKU as well as with its key,
      // and the server names either.
      const first = request && (await store.findByKey(vendorId, request.key));
      if (first) return repeated(first, request.hash);
      await refuseTakenSku(store, product);
    }
  }
  throw lostRaces();
}

function repeated(first: ProductRecord, hash: string): Product {
  if (first.request?.hash === hash) return first.product;
  throw new AppError(
    'invalid',
    'idempotency-key-reused',
    'This Idempotency-Key came with another product before',
    {
      members: { productId: first.product.id },
    },
  );
}

/** Returns when the SKU has been freed meanwhile. */
export async function refuseTakenSku(
  store: ProductStore,
  { vendorId, sku }: Product,
): Promise<void> {
  const holder =
    sku === null ? undefined : await store.findActiveBySku(vendorId, sku);
  if (!holder) return;
  throw new AppError(
    'conflict',
    'duplicate-sku',
    `The SKU ${String(sku)} belongs to another product`,
    {
      members: { productId: holder.product.id },
    },
  );
}

export interface ChangeRequest {
  vendorId: string;
  id: string;
  change: ChangeProduct;
  ifMatch: string | undefined;
}

/** A change that changes nothing makes no version and announces nothing. */
export async function changeProduct(
  deps: ProductsDeps,
  { vendorId, id, change, ifMatch }: ChangeRequest,
): Promise<Product> {
  const { store, now } = deps;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { product, request } = await owned(store, vendorId, id);
    if (product.status === 'archived')
      throw new AppError(
        'conflict',
        'product-archived',
        'An archived product cannot change',
      );
    if (!allows(ifMatch, product.version)) throw stale(product.version);
    const next = changed(product, change, now());
    if (!next) return product;
    try {
      if (
        await store.save({ product: next, request }, fact(productChanged, next))
      )
        return next;
    } catch (err) {
      if (!(err instanceof DuplicateKey)) throw err;
      await refuseTakenSku(store, next);
    }
  }
  throw lostRaces();
}

export async function getProduct(
  { store }: ProductsDeps,
  id: string,
): Promise<Product> {
  const record = await store.find(id);
  if (!record) throw missing(id);
  return record.product;
}

export async function listProducts(
  { store }: ProductsDeps,
  after: string,
  limit: number,
) {
  const items = (await store.page(after, limit)).map(({ product }) => product);
  return {
    items,
    next: items.length === limit ? (items.at(-1)?.id ?? null) : null,
  };
}

// A stranger's product is reported as missing, so ids cannot be probed.
export async function owned(
  store: ProductStore,
  vendorId: string,
  id: string,
): Promise<ProductRecord> {
  const record = await store.find(id);
  if (record?.product.vendorId !== vendorId) throw missing(id);
  return record;
}

const missing = (id: string) =>
  new AppError('not-found', 'product-not-found', `There is no product ${id}`);

const stale = (version: number) =>
  new AppError(
    'conflict',
    'stale-product',
    'The product has changed since you read it',
    { members: { version } },
  );

export const lostRaces = () =>
  new AppError(
    'conflict',
    'stale-product',
    'Others keep changing this product; try again',
  );
