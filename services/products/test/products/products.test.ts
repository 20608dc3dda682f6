import { DuplicateKey } from '@souk/platform/mongo/versioned';
import type { ProductStore } from '../../src/products/store';
import { archiveProduct, restoreProduct } from '../../src/products/archiving';
import {
  addProduct,
  changeProduct,
  type ProductsDeps,
} from '../../src/products/products';
import { memoryProductStore } from '../support/memory-store';

const input = {
  name: 'Cup',
  description: '',
  category: 'Kitchen',
  price: { amountMinor: 1, currency: 'EUR' },
  sku: 'S-1',
};
const plain = { ...input, sku: undefined };

function setup(
  faulty: (store: ProductStore) => Partial<ProductStore> = () => ({}),
) {
  const memory = memoryProductStore();
  let ids = 0;
  const now = () => new Date('2026-01-02T03:04:05.006Z');
  const deps: ProductsDeps = {
    store: { ...memory, ...faulty(memory) },
    quota: { products: 100, categories: 100 },
    newId: () => `p-${++ids}`,
    now,
  };
  return { deps, memory };
}

// The driver retries a write whose acknowledgement was lost with the
// connection; the retry finds the first write.
const sentTwice = (index: string) => (store: ProductStore) => ({
  add: async (...args: Parameters<ProductStore['add']>) => {
    await store.add(...args);
    throw new DuplicateKey(index);
  },
});

it.each([
  ['_id_', { ...plain }, undefined],
  ['active-sku', input, undefined],
  ['idempotency-key', input, 'k-1'],
])(
  'recognises its own write after a retry by the driver (%s)',
  async (index, sent, idempotencyKey) => {
    const { deps, memory } = setup(sentTwice(index));
    const { sku, ...rest } = sent;
    const product = await addProduct(deps, {
      vendorId: 'ann',
      input: { ...rest, ...(sku ? { sku } : {}) },
      idempotencyKey,
    });
    expect(product).toMatchObject({ id: 'p-1', version: 1 });
    expect(memory.facts).toHaveLength(1);
  },
);

it('retries with a SKU that has become free', async () => {
  let refusals = 2;
  const { deps, memory } = setup((store) => ({
    add: async (...args: Parameters<ProductStore['add']>) => {
      if (refusals-- > 0) throw new DuplicateKey('active-sku');
      await store.add(...args);
    },
  }));
  expect(
    await addProduct(deps, {
      vendorId: 'ann',
      input,
      idempotencyKey: undefined,
    }),
  ).toMatchObject({ sku: 'S-1' });
  expect(memory.facts).toHaveLength(1);
});

it('gives up a change that loses every race, and saves nothing', async () => {
  let saves = 0;
  const { deps, memory } = setup(() => ({
    save: async () => {
      saves++;
      return false;
    },
  }));
  const { id } = await addProduct(deps, {
    vendorId: 'ann',
    input,
    idempotencyKey: undefined,
  });
  const change = changeProduct(deps, {
    vendorId: 'ann',
    id,
    change: { name: 'Mug' },
    ifMatch: undefined,
  });
  await expect(change).rejects.toMatchObject({
    kind: 'conflict',
    slug: 'stale-product',
  });
  expect(saves).toBe(10);
  expect(memory.facts).toHaveLength(1);
});

describe('a change that comes again with its key', () => {
  const setPrice = (deps: ProductsDeps, amountMinor: number, key?: string) =>
    changeProduct(deps, {
      vendorId: 'ann',
      id: 'p-1',
      change: { price: { amountMinor, currency: 'EUR' } },
      ifMatch: key === 'k-1' ? '"1"' : undefined,
      idempotencyKey: key,
    });
  const added = async () => {
    const { deps, memory } = setup();
    await addProduct(deps, { vendorId: 'ann', input, idempotencyKey: 'k-0' });
    return { deps, memory };
  };

  it('does not undo what has been changed since', async () => {
    const { deps, memory } = await added();
    await setPrice(deps, 5, 'k-1');
    await setPrice(deps, 7);
    expect(await setPrice(deps, 5, 'k-1')).toMatchObject({
      price: { amountMinor: 7 },
      version: 3,
    });
    expect(memory.facts).toHaveLength(3);
  });

  it('is known after the product was archived and restored', async () => {
    const { deps } = await added();
    await setPrice(deps, 5, 'k-1');
    await archiveProduct(deps, 'ann', 'p-1');
    await restoreProduct(deps, 'ann', 'p-1');
    expect(await setPrice(deps, 5, 'k-1')).toMatchObject({ version: 4 });
  });

  it('is refused when it is another one', async () => {
    const { deps } = await added();
    await setPrice(deps, 5, 'k-1');
    await expect(setPrice(deps, 6, 'k-1')).rejects.toMatchObject({
      slug: 'idempotency-key-reused',
    });
  });
});
