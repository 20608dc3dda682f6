import { stockLevelChanged } from '@souk/contracts/inventory/events';
import { READERS } from '@souk/contracts/registry/events';
import {
  operatorSessionEnded,
  rebuildRequested,
} from '@souk/contracts/marketplace/events';
import {
  productArchived,
  productChanged,
  productCreated,
} from '@souk/contracts/products/events';
import * as customers from '@souk/contracts/customers/events';
import {
  sessionRevoked,
  vendorRegistered,
} from '@souk/contracts/vendors/events';
import { asSidecar, delivery } from '@souk/platform/testing/sidecar';
import type { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { product } from './support/fixtures';
import { market } from './support/market';

const AT = '2026-01-05T00:00:00.000Z';
const NAME = { 'GET vendors/vendors/ann': { id: 'ann', name: 'Ann & Co' } };

function listening(answers: Record<string, unknown> = NAME) {
  const made = market(answers);
  const deliver = async (topic: string, data: unknown) => {
    const { path, headers, body } = delivery(topic, data);
    const answer = await made.api
      .post(path)
      .set(headers)
      .send(body)
      .expect(200);
    return (answer.body as { status: string }).status;
  };
  const list = async () =>
    ((await made.api.get('/api/products').expect(200)).body as CataloguePage)
      .items;
  return { ...made, deliver, list };
}

const changed = (version: number, available: number) => ({
  productId: 'prod-1',
  version,
  available,
  asOf: AT,
});

it('subscribes over the component that reaches every replica, without a dead letter', async () => {
  const { api } = market();
  const asked = (await api.get('/dapr/subscribe').set(asSidecar).expect(200))
    .body as { topic: string }[];
  const heard = [
    productCreated,
    productChanged,
    productArchived,
    stockLevelChanged,
  ];
  const topics = [
    ...heard,
    vendorRegistered,
    sessionRevoked,
    customers.sessionRevoked,
    customers.customerErased,
    operatorSessionEnded,
    rebuildRequested,
  ].map((e) => e.topic);
  expect(asked).toEqual(
    topics.map((topic) => ({
      pubsubname: 'broadcast',
      topic,
      route: `/events/${topic}`,
    })),
  );
});

it('is declared as a reader of what it subscribes to', async () => {
  const { api } = market();
  const asked = (await api.get('/dapr/subscribe').set(asSidecar).expect(200))
    .body as { topic: string }[];
  const declared = READERS.filter(({ everyReplica }) =>
    everyReplica.includes('marketplace'),
  );
  expect(asked.map(({ topic }) => topic).sort()).toEqual(
    declared.map(({ topic }) => topic).sort(),
  );
});

it('shows, changes and removes a product with its stock, in any order and repeated', async () => {
  const { deliver, list } = listening();
  expect(await deliver(stockLevelChanged.topic, changed(2, 5))).toBe('SUCCESS');
  expect(await deliver(productCreated.topic, product())).toBe('SUCCESS');
  expect(await deliver(stockLevelChanged.topic, changed(1, 9))).toBe('SUCCESS');
  expect(await list()).toMatchObject([
    {
      name: 'Walnut bowl',
      vendor: { name: 'Ann & Co' },
      stock: { available: 5, inStock: true, asOf: AT },
    },
  ]);
  expect(
    await deliver(
      productChanged.topic,
      product({ version: 2, name: 'Oak bowl' }),
    ),
  ).toBe('SUCCESS');
  expect(await deliver(productCreated.topic, product())).toBe('SUCCESS');
  expect(await list()).toMatchObject([{ name: 'Oak bowl' }]);
  const gone = { id: 'prod-1', vendorId: 'ann', version: 3, archivedAt: AT };
  expect(await deliver(productArchived.topic, gone)).toBe('SUCCESS');
  expect(await deliver(productArchived.topic, gone)).toBe('SUCCESS');
  expect(await list()).toEqual([]);
});

it('lists a product whose long description was left out', async () => {
  const { deliver, list } = listening();
  const announced: Partial<ReturnType<typeof product>> = product();
  delete announced.description;
  expect(await deliver(productCreated.topic, announced)).toBe('SUCCESS');
  expect(await list()).toMatchObject([{ name: 'Walnut bowl' }]);
});

it('takes a vendor’s name from its registration, before or after its products', async () => {
  const { deliver, list, to } = listening({});
  expect(await deliver(productCreated.topic, product())).toBe('SUCCESS');
  expect(await list()).toMatchObject([{ vendor: { id: 'ann', name: 'ann' } }]);
  expect(
    await deliver(vendorRegistered.topic, {
      vendorId: 'ann',
      name: 'Ann & Co',
      registeredAt: AT,
    }),
  ).toBe('SUCCESS');
  expect(await list()).toMatchObject([
    { vendor: { id: 'ann', name: 'Ann & Co' } },
  ]);
  expect(to('GET vendors/vendors/ann')).toHaveLength(1);
});

it.each([
  productCreated,
  productChanged,
  productArchived,
  stockLevelChanged,
  vendorRegistered,
  sessionRevoked,
])(
  'drops a $topic that can never parse, and ignores a field it does not know',
  async ({ topic }) => {
    const { deliver } = listening();
    expect(await deliver(topic, { rubbish: true })).toBe('DROP');
    if (topic === stockLevelChanged.topic)
      expect(await deliver(topic, { ...changed(1, 1), colour: 'red' })).toBe(
        'SUCCESS',
      );
  },
);

it('keeps a product in a status it does not know, but not for sale', async () => {
  const { deliver, list, store } = listening();
  const later = {
    ...product({ version: 2, name: 'Oak bowl' }),
    status: 'draft',
  };
  await deliver(productCreated.topic, product());
  expect(await deliver(productChanged.topic, later)).toBe('SUCCESS');
  expect(await list()).toEqual([]);
  await store.putStock({
    productId: 'prod-1',
    version: 1,
    available: 1,
    asOf: AT,
  });
  expect(
    await deliver(productChanged.topic, product({ version: 3, name: 'Elm' })),
  ).toBe('SUCCESS');
  expect(await list()).toMatchObject([{ name: 'Elm' }]);
});

it('asks for an event again when the view could not be written', async () => {
  const { deliver, store } = listening();
  store.putStock = async () => {
    throw new Error('disk full');
  };
  expect(await deliver(stockLevelChanged.topic, changed(1, 1))).toBe('RETRY');
});

it('builds its view again when an operator wants that', async () => {
  const { deliver, rebuilds } = listening();
  const by = { by: 'operator' };
  expect(await deliver(rebuildRequested.topic, by)).toBe('SUCCESS');
  expect(rebuilds).toEqual(['again']);
});

it('accepts deliveries from its own sidecar only', async () => {
  const { path, body } = delivery(productCreated.topic, product());
  const { api, store } = market(NAME);
  const json = { 'content-type': 'application/json' };
  await api.post(path).set(json).send(body).expect(403);
  await api
    .post(path)
    .set({ ...json, ...asSidecar, 'dapr-callee-app-id': 'marketplace' })
    .send(body)
    .expect(403);
  const all = {
    filter: { sort: 'newest' },
    after: undefined,
    limit: 1,
  } as const;
  expect((await store.page(all)).items).toEqual([]);
});
