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
import { keyReused } from '@souk/platform/http/idempotency';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import {
  allows,
  announced,
  changed,
  newProduct,
  remembering,
  type ProductRecord,
  requestHash,
} from '../rules/product';
import { refuseBeyondQuota, refuseNewCategory, type Quota } from './quota';
import type { ProductStore } from './store';

export interface ProductsDeps {
  store: ProductStore;
  quota: Quota;
  newId: () => string;
  now: () => Date;
}

/** Attempts before a request gives up on concurrent changes. */
export const ATTEMPTS = 10;

export interface AddRequest {
  vendorId: string;
  input: AddProduct;
  idempotencyKey: string | undefined;
}

/**
 * Idempotent by key: repeated or concurrent requests with the same key and
 * input create one product.
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
  const { category } = input;
  await refuseBeyondQuota(deps, vendorId, category).catch(
    async (refusal: unknown) => {
      // A repeated request adds nothing.
      const first = request && (await store.findByKey(vendorId, request.key));
      if (!first) throw refusal;
    },
  );
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const product = newProduct(input, { id: newId(), vendorId, now: now() });
    try {
      await store.add(
        { product, request },
        fact(productCreated, announced(product)),
      );
      return product;
    } catch (err) {
      if (!(err instanceof DuplicateKey)) throw err;
      // The driver retries a write whose acknowledgement was lost; the retry
      // then finds its own product.
      const own = await store.find(product.id);
      if (own) return own.product;
      // A repeated request collides on both its SKU and its key, and the server
      // may report either.
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
    'This Idempotency-Key was already used for another product',
    {
      members: { productId: first.product.id },
    },
  );
}

/** Returns when the SKU has become free. */
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
  idempotencyKey?: string | undefined;
}

/**
 * A change without effect creates no version and publishes nothing. The same
 * key again answers with the product as it is by then.
 */
export async function changeProduct(
  deps: ProductsDeps,
  { vendorId, id, change, ifMatch, idempotencyKey: key }: ChangeRequest,
): Promise<Product> {
  const { store, now } = deps;
  const asked =
    key === undefined ? undefined : { key, hash: requestHash(change) };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await owned(store, vendorId, id);
    const { product } = record;
    const first = record.changes?.find((one) => one.key === key);
    if (first && first.hash !== asked?.hash) throw keyReused();
    if (first) return product;
    if (product.status === 'archived')
      throw new AppError(
        'conflict',
        'product-archived',
        'An archived product cannot be changed',
      );
    if (!allows(ifMatch, product.version)) throw stale(product.version);
    const next = changed(product, change, now());
    if (!next) return product;
    if (next.category !== product.category)
      await refuseNewCategory(deps, vendorId, next.category);
    try {
      const remembered = remembering({ ...record, product: next }, asked);
      if (await store.save(remembered, fact(productChanged, announced(next))))
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

// Another vendor's product is reported as missing, so callers cannot find out
// which ids exist.
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
    'Too many concurrent changes to this product; try again',
  );
