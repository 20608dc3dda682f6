import { randomUUID } from 'node:crypto';
import type { AppError } from '@souk/platform/http/errors';
import { rangeOf } from '@souk/platform/mongo/versioned';
import { testDatabase } from '@souk/platform/testing/database';
import type { Product } from '@souk/contracts/products/views';
import { v7 } from 'uuid';
import { type ProductDocument, productStore } from '../../src/products/store';
import { archiveProduct, restoreProduct } from '../../src/products/archiving';
import { addProduct, changeProduct } from '../../src/products/products';
import { describeProductStore } from '../support/store-suite';

const mongo = testDatabase('products-store');
afterAll(() => mongo.close());
const now = () => new Date();

function freshCollection() {
  const saved: string[] = [];
  const collection = mongo.db.collection<ProductDocument>(
    `products-${randomUUID().slice(0, 8)}`,
  );
  return {
    collection,
    saved,
    store: productStore(collection, (id) => saved.push(id), now),
  };
}

describeProductStore(
  'the product store in MongoDB',
  () => freshCollection().store,
);

const input = {
  name: 'Cup',
  description: '',
  category: 'Kitchen',
  price: { amountMinor: 1, currency: 'EUR' },
  sku: 'S-1',
};
const quota = { products: 100, categories: 100 };
const eight = Array.from({ length: 8 }, (_, n) => n);

describe('concurrent requests', () => {
  it('create one product per Idempotency-Key and publish it once', async () => {
    const { store, collection } = freshCollection();
    const deps = { store, quota, newId: v7, now };
    const request = { vendorId: 'ann', input, idempotencyKey: 'k-1' };
    const products = await Promise.all(
      eight.map(() => addProduct(deps, request)),
    );
    expect(new Set(products.map(({ id }) => id)).size).toBe(1);
    const documents = await collection.find().toArray();
    expect(documents.map((document) => document.outbox.length)).toEqual([1]);
  });

  it('give a SKU to one product and name it to the others', async () => {
    const { store } = freshCollection();
    const add = () =>
      addProduct(
        { store, quota, newId: v7, now },
        { vendorId: 'ann', input, idempotencyKey: undefined },
      );
    const outcomes = await Promise.allSettled(eight.map(add));
    const added = outcomes.filter(
      (o): o is PromiseFulfilledResult<Product> => o.status === 'fulfilled',
    );
    const refused = outcomes.flatMap((o) =>
      o.status === 'rejected' ? [o.reason as AppError] : [],
    );
    expect(added).toHaveLength(1);
    const holder = {
      slug: 'duplicate-sku',
      extra: { members: { productId: added[0]!.value.id } },
    };
    expect(refused).toEqual(
      Array.from(
        { length: 7 },
        () => expect.objectContaining(holder) as unknown,
      ),
    );
  });

  it('lose no change without If-Match', async () => {
    const { store } = freshCollection();
    const deps = { store, quota, newId: v7, now };
    const { id } = await addProduct(deps, {
      vendorId: 'ann',
      input,
      idempotencyKey: undefined,
    });
    const changes = [
      { name: 'Mug' },
      { category: 'Home' },
      { description: 'Blue' },
    ];
    await Promise.all(
      changes.map((change) =>
        changeProduct(deps, {
          vendorId: 'ann',
          id,
          change,
          ifMatch: undefined,
        }),
      ),
    );
    const found = await store.find(id);
    expect(found?.product).toMatchObject({
      version: 4,
      name: 'Mug',
      category: 'Home',
      description: 'Blue',
    });
  });

  it('succeed once when all name the same version', async () => {
    const { store } = freshCollection();
    const deps = { store, quota, newId: v7, now };
    const { id } = await addProduct(deps, {
      vendorId: 'ann',
      input,
      idempotencyKey: undefined,
    });
    const change = (n: number) =>
      changeProduct(deps, {
        vendorId: 'ann',
        id,
        change: { name: `Cup ${n}` },
        ifMatch: '"p1"',
      });
    const outcomes = await Promise.allSettled(eight.map(change));
    const refused = outcomes.flatMap((o) =>
      o.status === 'rejected' ? [(o.reason as AppError).slug] : [],
    );
    expect(refused).toEqual(Array(7).fill('stale-product'));
    expect((await store.find(id))?.product.version).toBe(2);
  });

  it('archive once', async () => {
    const { store, collection } = freshCollection();
    const deps = { store, quota, newId: v7, now };
    const { id } = await addProduct(deps, {
      vendorId: 'ann',
      input,
      idempotencyKey: undefined,
    });
    await Promise.all(eight.map(() => archiveProduct(deps, 'ann', id)));
    const document = await collection.findOne({ _id: id });
    expect(document).toMatchObject({ v: 2, status: 'archived' });
    expect(document?.outbox.map(({ topic }) => topic)).toEqual([
      'products.product-created.v1',
      'products.product-archived.v1',
    ]);
  });

  it('restore once, and never with a SKU in use', async () => {
    const { store, collection } = freshCollection();
    const deps = { store, quota, newId: v7, now };
    const add = () =>
      addProduct(deps, {
        vendorId: 'ann',
        input: { ...input, sku: 'S-1' },
        idempotencyKey: undefined,
      });
    const { id } = await add();
    await archiveProduct(deps, 'ann', id);
    await Promise.all(eight.map(() => restoreProduct(deps, 'ann', id)));
    expect(await collection.findOne({ _id: id })).toMatchObject({
      v: 3,
      status: 'active',
    });
    await archiveProduct(deps, 'ann', id);
    await add();
    await expect(restoreProduct(deps, 'ann', id)).rejects.toMatchObject({
      slug: 'duplicate-sku',
    });
    expect(await collection.findOne({ _id: id })).toMatchObject({
      v: 4,
      status: 'archived',
    });
  });
});

it('saves the event in the same write as the product, and wakes the relay', async () => {
  const { store, collection, saved } = freshCollection();
  const product = await addProduct(
    { store, quota, newId: v7, now },
    { vendorId: 'ann', input, idempotencyKey: undefined },
  );
  const document = await collection.findOne({ _id: product.id });
  expect(document).toMatchObject({
    v: 1,
    pending: rangeOf(product.id),
    outbox: [{ topic: 'products.product-created.v1', data: product }],
  });
  expect(saved).toEqual([product.id]);
});
