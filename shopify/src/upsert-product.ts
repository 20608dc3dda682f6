import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import type { AddProduct, ChangeProduct } from '@souk/contracts/products/views';
import type { Draft } from './variant';
import { Refused, type Found, type VendorApi } from './vendor-api';

export type Outcome = 'created' | 'updated' | 'unchanged';

export interface Target {
  warehouseId: string;
  /**
   * When this import began, in milliseconds: an older product existed before.
   * With a wrong clock, only the counts are wrong.
   */
  startedAt: number;
  wait?: (ms: number) => Promise<unknown>;
}

/**
 * Adds the product, or finds the existing one (by idempotency key or SKU) and
 * changes only the fields that differ. Stock is set only where the file states
 * it and it differs.
 * @throws Refused, Unreachable
 */
export async function upsertProduct(
  api: VendorApi,
  draft: Draft,
  target: Target,
): Promise<Outcome> {
  const id = await existingId(api, draft, target);
  if (id === undefined) return 'created';
  const { product, changed } = await changeDetails(api, id, draft.product);
  const restocked =
    draft.onHand !== undefined &&
    (await setStock(api, product, draft.onHand, target));
  return changed || restocked ? 'updated' : 'unchanged';
}

const CONFLICTS = new Set(['duplicate-sku', 'idempotency-key-reused']);

async function existingId(
  api: VendorApi,
  { key, product, onHand }: Draft,
  target: Target,
): Promise<string | undefined> {
  const initialStock =
    onHand === undefined
      ? {}
      : {
          initialStock: [{ warehouseId: target.warehouseId, quantity: onHand }],
        };
  try {
    const added = await api.add(key, { ...product, ...initialStock });
    return Date.parse(added.createdAt) >= target.startedAt
      ? undefined
      : added.id;
  } catch (err) {
    if (
      err instanceof Refused &&
      CONFLICTS.has(err.slug) &&
      err.productId !== undefined
    )
      return err.productId;
    throw err;
  }
}

async function findExisting(api: VendorApi, id: string): Promise<Found> {
  try {
    return await api.find(id);
  } catch (err) {
    if (!(err instanceof Refused) || err.status !== 404) throw err;
    throw new Refused(
      409,
      'product-archived',
      'the product is archived in the marketplace and stays archived',
    );
  }
}

const ATTEMPTS = 3;

// Somebody else may change the product between our read and our write; then it
// is read and compared again.
async function changeDetails(
  api: VendorApi,
  id: string,
  wanted: AddProduct,
): Promise<{ product: ProductView; changed: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    const { product, etag } = await findExisting(api, id);
    const change = differences(product, wanted);
    if (!change) return { product, changed: attempt > 1 };
    try {
      await api.change(id, etag, change);
      return { product, changed: true };
    } catch (err) {
      if (
        !(err instanceof Refused && err.slug === 'stale-product') ||
        attempt === ATTEMPTS
      )
        throw err;
    }
  }
}

/** The fields to change; undefined when there are none. */
export function differences(
  product: ProductView,
  wanted: AddProduct,
): ChangeProduct | undefined {
  const goal: ChangeProduct = {
    name: wanted.name,
    description: wanted.description,
    category: wanted.category,
    price: wanted.price,
    sku: wanted.sku ?? null,
    images: wanted.images ?? [],
    attributes: wanted.attributes ?? {},
    ...(wanted.weightGrams === undefined
      ? {}
      : { weightGrams: wanted.weightGrams }),
  };
  const fields = Object.keys(goal) as (keyof typeof goal)[];
  const different = fields.filter(
    (field) => !same(product[field], goal[field]),
  );
  return different.length === 0
    ? undefined
    : Object.fromEntries(different.map((field) => [field, goal[field]]));
}

// Compared as JSON, as sent and received; the order of an object's keys does
// not matter.
const same = (a: unknown, b: unknown): boolean =>
  canonicalJson(a) === canonicalJson(b);
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );

async function setStock(
  api: VendorApi,
  { id, ...read }: ProductView,
  onHand: number,
  target: Target,
): Promise<boolean> {
  const stock = read.stock ?? (await waitForStock(api, id, target.wait));
  const levels = stock ? await api.levels(id) : [];
  const level = levels.find(
    (warehouse) => warehouse.warehouseId === target.warehouseId,
  );
  if (stock && (level?.onHand ?? 0) === onHand) return false;
  await api.setOnHand(id, target.warehouseId, onHand);
  return true;
}

const STOCK_READS = 20;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// Stock opens a moment after its product, so an import run twice in a row may
// be too early for it.
async function waitForStock(
  api: VendorApi,
  id: string,
  wait: Target['wait'] = sleep,
): Promise<ProductView['stock']> {
  for (let read = 1; ; read += 1) {
    await wait(250);
    const { product } = await findExisting(api, id);
    if (product.stock) return product.stock;
    if (read < STOCK_READS) continue;
    if (product.stockProblem === 'stock-not-open-yet') return null;
    throw new Refused(
      503,
      'dependency-unavailable',
      'its stock cannot be read at the moment',
    );
  }
}
