import type { DigestQuery, RangeDigest } from '@souk/contracts/digest';
import type { Fact } from '@souk/contracts/event';
import { Money } from '@souk/contracts/fields';
import {
  type Offer,
  OpeningStock,
  Product,
} from '@souk/contracts/products/views';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { digestRange } from '@souk/platform/mongo/digest';
import { pageById } from '@souk/platform/mongo/page';
import { PENDING_INDEX } from '@souk/platform/mongo/relay-store';
import {
  type Fields,
  type Versioned,
  type VersionedCollection,
  versioned,
} from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';
import { z } from 'zod';
import type { IdempotentRequest, ProductRecord } from '../rules/product';

export interface ProductDocument
  extends Versioned, Omit<Product, 'id' | 'version'> {
  idempotencyKey: string | null;
  requestHash: string | null;
  changes?: IdempotentRequest[];
}

export interface ProductStore {
  find(id: string): Promise<ProductRecord | undefined>;
  /**
   * @throws DuplicateKey when the vendor already uses the SKU or the
   * idempotency key.
   */
  add(record: ProductRecord, fact: Fact): Promise<void>;
  /**
   * Replaces version `product.version − 1`; false when the stored version is
   * newer.
   * @throws DuplicateKey when the SKU is taken.
   */
  save(record: ProductRecord, fact: Fact): Promise<boolean>;
  findByKey(
    vendorId: string,
    idempotencyKey: string,
  ): Promise<ProductRecord | undefined>;
  findActiveBySku(
    vendorId: string,
    sku: string,
  ): Promise<ProductRecord | undefined>;
  /** The vendor's products, archived too, counted up to `limit`. */
  countOf(vendorId: string, limit: number): Promise<number>;
  /** The categories of the vendor's products, archived too. */
  categoriesOf(vendorId: string): Promise<string[]>;
  /** Sorted by id, after the given one; includes archived products. */
  page(after: string, limit: number): Promise<ProductRecord[]>;
  /** Unknown ids are left out. */
  offers(ids: string[]): Promise<Offer[]>;
  digest(query: DigestQuery): Promise<RangeDigest>;
}

// `$gt: ''` excludes nulls. Unlike with `$type`, the planner uses such an index
// for an equality on a string.
const INDEXES = [
  {
    key: { vendorId: 1, sku: 1 },
    name: 'active-sku',
    unique: true,
    partialFilterExpression: { status: 'active', sku: { $gt: '' } },
  },
  {
    key: { vendorId: 1, idempotencyKey: 1 },
    name: 'idempotency-key',
    unique: true,
    partialFilterExpression: { idempotencyKey: { $gt: '' } },
  },
  { key: { vendorId: 1, category: 1 }, name: 'vendor-category' },
  PENDING_INDEX,
];

export const productCollection = (db: Db): Collection<ProductDocument> =>
  db.collection('products');

export function productStore(
  collection: Collection<ProductDocument>,
  saved: (id: string) => void,
  now: () => Date,
): ProductStore & { indexed: IndexesMade } {
  const indexed = ensureIndexes(collection, INDEXES);
  const products = recordsIn(versioned(collection, saved, now));
  const maybe = (found: ProductDocument | null) =>
    found ? recordOf(found) : undefined;
  return {
    ...products,
    indexed,
    async add(added, fact) {
      await indexed();
      await products.add(added, fact);
    },
    findByKey: async (vendorId, idempotencyKey) =>
      maybe(await collection.findOne({ vendorId, idempotencyKey })),
    findActiveBySku: async (vendorId, sku) =>
      maybe(await collection.findOne({ vendorId, sku, status: 'active' })),
    countOf: (vendorId, limit) =>
      collection.countDocuments({ vendorId }, { limit }),
    categoriesOf: (vendorId) => collection.distinct('category', { vendorId }),
    page: async (after, limit) =>
      (await pageById(collection, after, limit)).map(recordOf),
    async offers(ids) {
      const projection = { description: 0, attributes: 0, outbox: 0 };
      const found = await collection
        .find({ _id: { $in: ids } }, { projection })
        .toArray();
      return found.map(offerOf);
    },
    digest: (query) => digestRange(collection, 'v', query),
  };
}

/** The operations that work on any versioned collection. */
export function recordsIn(
  products: VersionedCollection<ProductDocument>,
): Pick<ProductStore, 'find' | 'add' | 'save'> {
  return {
    async find(id) {
      const found = await products.find(id);
      return found && recordOf(found);
    },
    add: (added, fact) =>
      products.insert(added.product.id, fieldsOf(added), [fact]),
    save: (next, fact) =>
      products.replace(
        next.product.id,
        next.product.version - 1,
        fieldsOf(next),
        [fact],
      ),
  };
}

/** What a newer version has added to a part of it is written back with it. */
const StoredProduct = Product.extend({
  price: z.looseObject(Money.shape),
  initialStock: z.array(z.looseObject(OpeningStock.shape)),
});

export function recordOf(document: ProductDocument): ProductRecord {
  const {
    _id: id,
    v: version,
    idempotencyKey: key,
    requestHash: hash,
  } = document;
  return {
    product: StoredProduct.parse({ ...document, id, version }),
    request: key !== null && hash !== null ? { key, hash } : null,
    ...(document.changes ? { changes: document.changes } : {}),
  };
}

export const offerOf = (document: ProductDocument): Offer => ({
  id: document._id,
  version: document.v,
  vendorId: document.vendorId,
  status: document.status,
  name: document.name,
  price: document.price,
  image: document.images[0] ?? null,
  ...deliveryOf(document),
});

/** What may be absent; once set it is changed, not removed. */
const deliveryOf = ({
  weightGrams,
  taxClass,
}: Pick<Product, 'weightGrams' | 'taxClass'>) => ({
  ...(weightGrams === undefined ? {} : { weightGrams }),
  ...(taxClass === undefined ? {} : { taxClass }),
});

function fieldsOf({
  product,
  request,
  changes,
}: ProductRecord): Fields<ProductDocument> {
  const { vendorId, status, name, description, category, price, sku } = product;
  const { images, attributes, initialStock, createdAt, updatedAt } = product;
  return {
    vendorId,
    status,
    name,
    description,
    category,
    price,
    sku,
    images,
    attributes,
    initialStock,
    createdAt,
    updatedAt,
    idempotencyKey: request?.key ?? null,
    requestHash: request?.hash ?? null,
    ...deliveryOf(product),
    ...(changes ? { changes } : {}),
  };
}
