import { until } from '@souk/platform/testing/until';
import {
  mug,
  newVendor,
  opened,
  signIn,
  type VendorAccount,
} from '../lib/souk/accounts';
import { shopper } from '../lib/souk/cart';
import { orphans, traceOf, type Trace } from '../lib/souk/jaeger';
import { allReady, waitForRestart, originOf, signal } from '../lib/souk/parts';
import { api, request, type Answer } from '../lib/souk/souk';
import { Product } from '@souk/contracts/products/views';

let ann: VendorAccount;
let id: string;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
});

/** With a fresh token, so that it has to be validated. */
async function addProduct(
  initialStock: { warehouseId: string; quantity: number }[] = [],
): Promise<Answer> {
  const { accessToken } = await signIn(ann.email, ann.password);
  const answer = await api('POST', '/api/products', {
    token: accessToken,
    body: { ...mug, initialStock },
  });
  id = Product.parse(answer.json).id;
  return answer;
}

const CREATED = 'products.product-created.v1';
const STOCK = 'inventory.stock-level-changed.v1';
const EDGE = 'marketplace: POST /api/products';
const HANDLED = `inventory: POST /events/${CREATED}`;
const TURN = 'inventory: turn InventoryActor apply';

/**
 * The lineage of each span, up to the edge; sidecars have the name of their
 * app.
 */
const publishing = [
  `products: /v1.0/publish/bus/${CREATED}`,
  `products: publish ${CREATED}`,
  'products: relay',
  'products: insert products',
  'products: POST /addProduct',
  'products: CallLocal/products/addProduct',
  'marketplace: CallLocal/products/addProduct',
  'marketplace: invoke products',
  EDGE,
];
const handled = [HANDLED, `inventory: pubsub/${CREATED}`, ...publishing];
const turn = [
  TURN,
  'inventory: PUT /actors/:type/:id/method/:method',
  'inventory: CallActor/InventoryActor/apply',
  'inventory: actor InventoryActor apply',
  ...handled,
];
const told = [
  `inventory: /v1.0/publish/bus/${STOCK}`,
  `inventory: publish ${STOCK}`,
  'inventory: relay',
  'inventory: relay',
  ...turn,
];

const THE_TRIP = [
  [
    'vendors: POST /validateToken',
    'vendors: CallLocal/vendors/validateToken',
    'marketplace: CallLocal/vendors/validateToken',
    'marketplace: invoke vendors',
    EDGE,
  ],
  [
    'inventory: GET /warehouses',
    'inventory: CallLocal/inventory/warehouses',
    'marketplace: CallLocal/inventory/warehouses',
    'marketplace: invoke inventory',
    EDGE,
  ],
  publishing,
  [
    `marketplace: POST /events/${CREATED}`,
    `marketplace: pubsub/${CREATED}`,
    ...publishing,
  ],
  handled,
  turn,
  ['inventory: state get', ...turn],
  ['inventory: /v1.0/state/stock-state', 'inventory: state save', ...turn],
  ['inventory: insert ledger', 'inventory: relay', ...turn],
  told,
  [
    `marketplace: POST /events/${STOCK}`,
    `marketplace: pubsub/${STOCK}`,
    ...told,
  ],
];

const missingFrom = (trace: Trace, trip: string[][]) =>
  trip
    .filter(
      ([called = '', ...above]) =>
        !trace
          .lineages(called)
          .some((lineage) => lineage.slice(1).join() === above.join()),
    )
    .map((way) => way.join(' < '));

test('adding a product is one connected trace, from the edge to the state of its actor and into the list', async () => {
  const answer = await addProduct([{ warehouseId: ann.main, quantity: 3 }]);

  const trace = await traceOf(answer, (read) => [
    ...missingFrom(read, THE_TRIP),
    ...orphans(read),
  ]);

  expect(
    trace.roots.map(({ span }) => `${span.service}: ${span.name}`),
  ).toEqual([EDGE]);
  expect(new Set(trace.spans.map(({ service }) => service))).toEqual(
    new Set(['marketplace', 'vendors', 'products', 'inventory']),
  );
  expect(trace.spans.filter(({ error }) => error !== undefined)).toEqual([]);
});

test('a cart becomes a quote within one trace, to those who know prices and stock', async () => {
  const stocked = [{ warehouseId: ann.main, quantity: 3 }];
  const product = Product.parse((await addProduct(stocked)).json);
  await opened(product.id);
  const guest = shopper();
  await guest.put(product.id, 2);
  const body = { cart: true, shipTo: { country: 'DE' } };
  const answer = await guest.send('POST', '/api/checkout/quotes', body);
  expect(answer.status).toBe(200);

  const edge = 'marketplace: POST /api/checkout/quotes';
  const called = [
    'orders: POST /quotes',
    'products: POST /findOffers',
    'inventory: GET /stock',
  ];
  const trace = await traceOf(answer, (read) => [
    ...called.filter(
      (name) => !read.lineages(name).some((way) => way.at(-1) === edge),
    ),
    ...orphans(read),
  ]);
  expect(
    trace.roots.map(({ span }) => `${span.service}: ${span.name}`),
  ).toEqual([edge]);
  expect(new Set(trace.spans.map(({ service }) => service))).toEqual(
    new Set(['marketplace', 'orders', 'products', 'inventory']),
  );
  expect(trace.spans.filter(({ error }) => error !== undefined)).toEqual([]);
});

/** What a counter of an app says about `product-created`. */
async function counted(app: string, counter: string): Promise<number> {
  const { text } = await request(originOf(app), 'GET', '/metrics');
  const value = new RegExp(`${counter}.* (\\d+)`).exec(text)?.[1];
  return Number(value ?? 0);
}
const published = () =>
  counted('products', 'souk_events_published_total\\{[^}]*product-created');
const retries = () =>
  counted(
    'inventory',
    'souk_events_handled_total\\{[^}]*product-created[^}]*outcome="RETRY"',
  );

test('an event redelivered after a failed handling stays in its trace', async () => {
  const before = { published: await published(), retries: await retries() };
  let answer: Answer;
  try {
    signal('inventory', 'SIGSTOP'); // the delivery waits there
    answer = await addProduct();
    await until(
      'its event is published',
      async () => (await published()) > before.published,
    );
    signal('mongodb', 'SIGSTOP'); // which the handler asks first
    signal('inventory', 'SIGCONT');
    await until(
      'inventory has sent the event back',
      async () => (await retries()) > before.retries,
      20_000,
    );
  } finally {
    signal('inventory', 'SIGCONT');
    signal('mongodb', 'SIGCONT');
  }
  await until('its stock is open', () => opened(id), 20_000);

  const trace = await traceOf(answer, (read) => [
    ...missingFrom(read, [turn, told]),
    ...orphans(read),
  ]);

  const lineages = trace.lineages(HANDLED);
  expect(lineages.length).toBeGreaterThanOrEqual(2);
  expect(lineages.map((lineage) => lineage.at(-1))).toEqual(
    lineages.map(() => EDGE),
  );
  expect(lineages.at(-1)).toEqual(handled);
}, 60_000);

test('an event redelivered after its handler was killed stays in its trace', async () => {
  signal('inventory', 'SIGSTOP'); // the delivery waits in a process that will never answer it
  const answer = await addProduct();
  await waitForRestart('inventory', signal('inventory', 'SIGKILL'));
  await until('its stock is open', () => opened(id), 40_000);

  const trace = await traceOf(answer, (read) => [
    ...missingFrom(read, [turn, told]),
    ...orphans(read),
  ]);

  expect(trace.lineages(HANDLED)).toContainEqual(handled);
}, 90_000);
