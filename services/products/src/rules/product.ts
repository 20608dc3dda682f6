import { createHash } from 'node:crypto';
import type { AnnouncedProduct } from '@souk/contracts/products/events';
import type {
  AddProduct,
  ChangeProduct,
  Product,
} from '@souk/contracts/products/views';

/** A request that was carried out, to recognise its repetition. */
export interface IdempotentRequest {
  key: string;
  hash: string;
}

/** A product as stored: its public view and the request that created it. */
export interface ProductRecord {
  product: Product;
  request: IdempotentRequest | null;
  /** The latest changes that came with a key, the oldest first. */
  changes?: IdempotentRequest[];
}

/** More changes than can happen while one is repeated. */
const REMEMBERED_CHANGES = 20;

/** Remembers a change with its product. */
export const remembering = (
  record: ProductRecord,
  change: IdempotentRequest | undefined,
): ProductRecord =>
  change === undefined
    ? record
    : {
        ...record,
        changes: [...(record.changes ?? []), change].slice(-REMEMBERED_CHANGES),
      };

/** The most that an event carries of a description, in bytes of UTF-8. */
const ANNOUNCED_BYTES = 2_048;

/** The product as events tell of it: every replica of a reader gets each. */
export function announced(product: Product): AnnouncedProduct {
  const { description, ...rest } = product;
  return Buffer.byteLength(description) > ANNOUNCED_BYTES ? rest : product;
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

/** The next version; undefined when the change has no effect. */
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

/** A hash of the request that does not depend on the order of its fields. */
export const requestHash = (input: AddProduct | ChangeProduct): string =>
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
 * Whether `If-Match` accepts this version. Our tags start with the product's
 * version (`"3"`, `"p3"`, `"p3.s7"`); an unknown tag matches nothing.
 */
export function allows(ifMatch: string | undefined, version: number): boolean {
  if (ifMatch === undefined || ifMatch === '*') return true;
  return Number(ENTITY_TAG.exec(ifMatch)?.[1]) === version;
}
