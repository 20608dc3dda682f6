import type { DigestQuery } from '@souk/contracts/digest';
import type { Ask } from '@souk/platform/dapr/ask';
import { rangeDigest, type Entry } from '@souk/platform/reconcile/digest';
import { runningApp } from '../support/running-app';

interface Owned {
  id: string;
  version: number;
  [field: string]: unknown;
}

/** Inventory beside owners whose events never arrive. */
function withoutEvents() {
  const products = new Map<string, Owned>();
  const vendors = new Map<string, Owned>();
  const asked: string[] = [];
  const ask = (async (
    { path }: { path: string },
    given: { query: DigestQuery },
  ) => {
    asked.push(path);
    const { after, limit } = given.query;
    const owned = path.endsWith('vendors') ? vendors : products;
    const items = [...owned.values()]
      .filter(({ id }) => id > after)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    if (!path.startsWith('/digests/')) return { items, next: null };
    const entries: Entry[] = items.map(({ id, version }) => ({
      id,
      state: version,
    }));
    return rangeDigest(entries, limit);
  }) as unknown as Ask;
  const app = runningApp(undefined, ask);
  const has = (id: string, version: number, more: object = {}) =>
    products.set(id, {
      id,
      version,
      vendorId: 'ann',
      status: 'active',
      initialStock: [{ warehouseId: 'main-ann', quantity: 7 }],
      ...more,
    });
  /** What differs is looked at twice. */
  const walk = async () => {
    for (const { step } of app.reconcilers) {
      await step();
      await step();
    }
  };
  const available = async (id: string) => {
    const answer = await app.api.get(`/stock/${id}`).set(app.service);
    return answer.status === 200
      ? (answer.body as { available: number }).available
      : answer.status;
  };
  const reserve = async (id: string, reservationId: string) =>
    (
      await app.api
        .post('/reservations')
        .set(app.service)
        .send({
          reservationId,
          operationId: `reserve-${reservationId}`,
          lines: [{ productId: id, quantity: 1 }],
          ttlSeconds: 60,
        })
    ).body as object;
  return { ...app, has, vendors, asked, walk, available, reserve };
}

it('opens the stock of a product whose creation was never heard of, once', async () => {
  const { has, walk, available, relay } = withoutEvents();
  has('p-1', 1);
  expect(await available('p-1')).toBe(404);
  await walk();
  expect(await available('p-1')).toBe(7);
  await relay.stop();
  await walk();
  expect(await available('p-1')).toBe(7);
});

it('closes the stock of a product whose archiving was never heard of, and opens it again', async () => {
  const { has, walk, reserve, open, relay } = withoutEvents();
  await open('p-1', [{ warehouseId: 'main-ann', quantity: 7 }]).expect(200);
  await relay.stop();
  has('p-1', 2, { status: 'archived' });
  expect(await reserve('p-1', 'r-1')).toMatchObject({ outcome: 'accepted' });
  await walk();
  expect(await reserve('p-1', 'r-2')).toMatchObject({ outcome: 'refused' });
  has('p-1', 3);
  await walk();
  expect(await reserve('p-1', 'r-3')).toMatchObject({ outcome: 'accepted' });
});

it('gives a vendor whose registration was never heard of a first warehouse', async () => {
  const { vendors, walk, warehouses } = withoutEvents();
  vendors.set('ann', { id: 'ann', version: 1 });
  await walk();
  expect(await warehouses.find(['main-ann'])).toMatchObject([
    { vendorId: 'ann', name: 'Main' },
  ]);
});

it('lists nothing while all agree', async () => {
  const { has, walk, asked, open, relay, vendors } = withoutEvents();
  await open('p-1').expect(200);
  await relay.stop();
  has('p-1', 1);
  vendors.set('ann', { id: 'ann', version: 1 });
  await walk();
  expect(new Set(asked)).toEqual(
    new Set(['/digests/products', '/digests/vendors']),
  );
});
