import type { DigestQuery } from '@souk/contracts/digest';
import type { Ask } from '@souk/platform/dapr/ask';
import { rangeDigest } from '@souk/platform/reconcile/digest';
import { testShell } from '@souk/platform/testing/shell';
import { catalogueReconcilers } from '../../src/catalogue/reconcile';
import { product } from '../support/fixtures';
import { emptyCatalogue } from '../support/market';

const AT = '2026-01-05T00:00:00.000Z';
const ids = Array.from({ length: 150 }, (_, n) => `p${1_000 + n}`);

/** Owners, a view that agrees with them, and what comparing them costs. */
async function agreeing() {
  const { db, store } = emptyCatalogue();
  const products = ids.map((id) => product({ id }));
  const stock = ids.map((productId) => ({
    productId,
    version: 2,
    available: 3,
    asOf: AT,
  }));
  const vendors = [
    { id: 'ann', name: 'Ann & Co' },
    { id: 'bob', name: 'Bob' },
  ];
  await store.putAll({ products, stock, vendors });
  const states = {
    '/digests/products': () =>
      products.map(({ id, version: state }) => ({ id, state })),
    '/digests/stock': () =>
      stock.map(({ productId: id, version: state }) => ({ id, state })),
    '/digests/vendors': () =>
      vendors.map(({ id, name: state }) => ({ id, state })),
  };
  const asked: string[] = [];
  interface Given {
    query: DigestQuery;
    body: { ids: string[] };
  }
  const ask = (async ({ path }: { path: string }, given: Given) => {
    asked.push(path);
    if (path === '/listStock')
      return {
        items: stock.filter((one) => given.body.ids.includes(one.productId)),
      };
    const { after, limit } = given.query;
    if (path in states)
      return rangeDigest(
        states[path as keyof typeof states]().filter(({ id }) => id > after),
        limit,
      );
    const all: { id: string }[] = path === '/vendors' ? vendors : products;
    const items = all.filter(({ id }) => id > after).slice(0, limit);
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }) as unknown as Ask;
  const shell = testShell('marketplace');
  const walks = catalogueReconcilers({
    log: shell.log,
    metrics: shell.metrics,
    ask,
    db,
    catalogue: store,
    ready: () => true,
  });
  const look = async () => {
    asked.length = 0;
    for (const { step } of walks) await step();
    return [...asked];
  };
  const mends = async () =>
    (
      await shell.metrics.registry
        .getSingleMetric('souk_reconciled_total')!
        .get()
    ).values.map(({ value, labels }) => [labels['kind'], value]);
  return { products, stock, vendors, store, look, mends };
}

const quiet = ['/digests/products', '/digests/stock', '/digests/vendors'];

it('costs one digest of each owner a step while the view agrees', async () => {
  const { look, mends } = await agreeing();
  expect(await look()).toEqual(quiet);
  expect(await look()).toEqual(quiet);
  expect(await mends()).toEqual([]);
});

it('heals what lost events have left out of the view', async () => {
  const { products, stock, vendors, store, look, mends } = await agreeing();
  products[7] = product({ id: ids[7]!, version: 2, name: 'Oak bowl' });
  products[8] = product({ id: ids[8]!, version: 2, status: 'archived' });
  products.push(product({ id: 'p9000' }));
  stock[149] = { ...stock[149]!, version: 9, available: 0 };
  vendors[1] = { id: 'bob', name: 'Bob & Sons' };
  await look();
  await look();
  expect(await look()).toEqual(quiet);
  const { items } = await store.page({
    filter: { sort: 'newest' },
    after: undefined,
    limit: 200,
  });
  expect(items).toHaveLength(149 + 1);
  expect(items.find(({ id }) => id === ids[7])?.name).toBe('Oak bowl');
  expect(items.find(({ id }) => id === ids[149])?.stock.available).toBe(0);
  expect(store.vendorName('bob')).toBe('Bob & Sons');
  expect(await mends()).toEqual([
    ['product', 3],
    ['stock', 1],
    ['vendor', 1],
  ]);
});
