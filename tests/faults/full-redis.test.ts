import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { Problem } from '@souk/contracts/problem';
import type { Product } from '@souk/contracts/products/views';
import { groupsOf } from '@souk/platform/streams/groups';
import { startKeeper } from '@souk/platform/streams/keeper';
import { silentLog } from '@souk/platform/testing/shell';
import { until } from '@souk/platform/testing/until';
import { inventoryOf } from '../lib/shoppers/inventory';
import { reserve } from '../lib/shoppers/orders';
import {
  levelOf,
  newProduct,
  newVendor,
  opened,
  type VendorAccount,
} from '../lib/souk/accounts';
import { audit, inDatabase, ledgers } from '../lib/souk/ledger';
import { allReady } from '../lib/souk/parts';
import { whileFull, withRedis } from '../lib/souk/redis';
import { api, body, endpoints, problem } from '../lib/souk/souk';

let ann: VendorAccount;
let product: Product;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
  product = await newProduct(ann, {
    initialStock: [{ warehouseId: ann.main, quantity: 6 }],
  });
  await opened(product.id);
}, 90_000);

const setStock = (quantity: number) =>
  api('PUT', `/api/products/${product.id}/stock/${ann.main}`, {
    token: ann.token,
    body: { onHand: quantity },
  });
const listed = async () =>
  body(
    await api('GET', `/api/products?vendorId=${ann.id}`),
    200,
    CataloguePage,
  ).items.map(({ id, stock }) => ({ id, available: stock.available }));

test('while the Redis of events is full, events wait in their documents and stock is written', async () => {
  let late: Product | undefined;
  await whileFull('eventsRedis', async () => {
    late = await newProduct(ann, {
      initialStock: [{ warehouseId: ann.main, quantity: 4 }],
    });
    expect((await setStock(9)).status).toBe(200);
    expect((await opened(product.id)).available).toBe(9);
    const waiting = await inDatabase('products', (db) =>
      db
        .collection<{ _id: string }>('products')
        .countDocuments({ _id: late?.id ?? '', pending: { $exists: true } }),
    );
    expect(waiting).toBe(1);
  });
  await until(
    'the list has what waited',
    async () => {
      const rows = await listed();
      const at = (id = '') => rows.find((row) => row.id === id)?.available;
      return at(product.id) === 9 && at(late?.id) === 4;
    },
    60_000,
  );
}, 120_000);

test('while the Redis of stock is full, writes are refused, reads go on, and nothing is oversold', async () => {
  const { send } = inventoryOf(ann.id);
  const { available } = await opened(product.id);
  const lines = [{ productId: product.id, quantity: available }];
  const askForAll = () =>
    Promise.all(
      ['first', 'second'].map((name) =>
        send(reserve(`${name}-${product.id}`, lines, 600)),
      ),
    );
  await whileFull('redis', async () => {
    expect(problem(await setStock(2), 503)).toBe('dependency-unavailable');
    const refused = await askForAll();
    expect(refused.map((answer) => body(answer, 503, Problem).type)).toEqual([
      '/problems/dependency-unavailable',
      '/problems/dependency-unavailable',
    ]);
    expect((await opened(product.id)).available).toBe(available);
  });
  await until(
    'both are answered',
    async () => (await askForAll()).every(({ status }) => status === 200),
    30_000,
  );
  const level = await levelOf(product.id);
  expect(level.available).toBe(0);
  expect(level.warehouses).toMatchObject([
    { onHand: available, reserved: available },
  ]);
  await until('the ledger has all of it', async () => {
    const entries = (await ledgers([product.id])).get(product.id) ?? [];
    return audit(entries, level).length === 0;
  });
}, 120_000);

test('the keeper makes room on a full Redis, though it cannot create the groups of its replica', async () => {
  const topic = `lab.full-${Date.now().toString(36)}.v1`;
  const command = (...words: string[]) =>
    withRedis('eventsRedis', (redis) => redis.command(...words));
  // A replica that was away so long that Redis has forgotten it; the others
  // have read everything.
  await command('XGROUP', 'CREATE', topic, 'marketplace-away', '0', 'MKSTREAM');
  await command('XGROUP', 'CREATE', topic, 'inventory', '$');
  await command('XADD', topic, '1-1', 'data', 'x');
  await command(
    ...['XREADGROUP', 'GROUP', 'inventory', 'inventory'],
    ...['STREAMS', topic, '>'],
  );
  await command('XACK', topic, 'inventory', '1-1');
  const url = new URL(endpoints().urls.eventsRedis);
  const db = Number(url.pathname.slice(1) || '0');
  const address = {
    host: url.host,
    username: '',
    password: '',
    db,
    tls: false,
  };
  await whileFull('eventsRedis', async () => {
    const keeper = await startKeeper({
      address,
      replica: { app: 'marketplace', pod: 'away' },
      readers: [
        { topic, shared: ['inventory'], everyReplica: ['marketplace'] },
      ],
      log: silentLog,
      missed: () => undefined,
      everyMs: 5,
    });
    await keeper.stop();
    expect(await command('XLEN', topic)).toBe(0);
  });
  const groups = await withRedis('eventsRedis', (redis) =>
    groupsOf(redis, topic),
  );
  expect(groups.map(({ name }) => name)).toEqual(['inventory']);
  await command('DEL', topic);
}, 60_000);
