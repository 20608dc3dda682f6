import { createHash } from 'node:crypto';
import type {
  AddProduct,
  ChangeProduct,
  Product,
} from '@souk/contracts/products/views';

/** The request a product came from, so that the same request again finds it. */
interface IdempotentRequest {
  key: string;
  hash: string;
}

/**
 * A product as it is kept: what everyone may know, and the request that made
 * it.
 */
export interface ProductRecord {
  product: Product;
  request: IdempotentRequest | null;
}

export interface Origin {
  id: string;
  vendorId: string;
  now: Date;
}

export function newProduct(
  input: AddProduct,
  { id, vendorId, now }: Origin,
): Product {
  const {
    sku = null,
    images = [],
    attributes = {},
    initialStock = [],
    ...rest
  } = input;
  const at = now.toISOString();
  const origin = {
    id,
    vendorId,
    version: 1,
    status: 'active' as const,
    createdAt: at,
    updatedAt: at,
  };
  return { ...rest, sku, images, attributes, initialStock, ...origin };
}

/** The next version; undefined when the change changes nothing. */
export function changed(
  product: Product,
  change: ChangeProduct,
  now: Date,
): Product | undefined {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<Product>;
  const next = { ...product, ...given };
  if (canonical(next) === canonical(product)) return undefined;
  return {
    ...next,
    version: product.version + 1,
    updatedAt: now.toISOString(),
  };
}

export const archived = (product: Product, now: Date): Product => ({
  ...product,
  status: 'archived',
  version: product.version + 1,
  updatedAt: now.toISOString(),
});

export const restored = (product: Product, now: Date): Product => ({
  ...product,
  status: 'active',
  version: product.version + 1,
  updatedAt: now.toISOString(),
});

/**
 * The same for two requests that ask for the same product, in whatever order
 * they name its fields.
 */
export const requestHash = (input: AddProduct): string =>
  createHash('sha256').update(canonical(input)).digest('base64url');

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );

const ENTITY_TAG = /^(?:W\/)?"p?(\d{1,15})(?:\.[^"]*)?"$/;

/**
 * Does `If-Match` allow a change of this version? Our tags start with the
 * product's version (`"3"`, `"p3"`, `"p3.s7"`); one we never gave out matches
 * nothing.
 */
export function allows(ifMatch: string | undefined, version: number): boolean {
  if (ifMatch === undefined || ifMatch === '*') return true;
  return Number(ENTITY_TAG.exec(ifMatch)?.[1]) === version;
}
