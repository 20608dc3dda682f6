import { stockLevelChanged } from '@souk/contracts/inventory/events';
import { rangeOf } from '@souk/platform/mongo/versioned';
import { testDatabase } from '@souk/platform/testing/database';
import { mongoStockLedger } from '../src/ledger/store';
import { mongoUnarmedStore } from '../src/outbox/unarmed-store';
import {
  levelCollection,
  listingCollection,
  mongoLevelView,
} from '../src/stock/store';
import { mongoWarehouseStore } from '../src/warehouses/store';
import {
  describeLevelView,
  describeStockLedger,
  describeUnarmedStore,
  describeWarehouseStore,
} from './support/store-suite';

const mongo = testDatabase('inventory-stores');
const ledger = mongoStockLedger(mongo.db);
const unarmed = mongoUnarmedStore(mongo.db);
const shown: [string, number][] = [];
const levels = mongoLevelView(
  levelCollection(mongo.db),
  listingCollection(mongo.db),
  (...level) => shown.push(level),
);
const warehouses = mongoWarehouseStore(mongo.db);
afterEach(async () => {
  for (const name of [
    'ledger',
    'ledger-proofs',
    'levels',
    'listings',
    'unarmed',
    'warehouses',
  ])
    await mongo.db.collection(name).deleteMany({});
});
afterAll(() => mongo.close());

it('creates its indexes, repeatedly without harm', async () => {
  await ledger.indexed();
  await levels.indexed();
  await warehouses.indexed();
  await unarmed.indexed();
  await mongoStockLedger(mongo.db).indexed();
  const names = (await mongo.db.collection('ledger').indexes()).map(
    ({ name }) => name,
  );
  expect(names).toEqual(['_id_', 'reservation']);
});

it('keeps the latest level to be published with it, and no older one', async () => {
  const level = (version: number) => ({
    productId: 'p-1',
    version,
    available: 10 * version,
    asOf: `2026-01-01T00:00:0${version}.000Z`,
    nextExpiry: null,
  });
  for (const version of [1, 3, 2]) await levels.show(level(version));
  expect(shown).toEqual([
    ['p-1', 10],
    ['p-1', 30],
  ]);
  const announced = Object.entries(level(3)).filter(
    ([field]) => field !== 'nextExpiry',
  );
  const data = Object.fromEntries(announced);
  expect(
    await mongo.db.collection('levels').findOne({ version: 3 }),
  ).toMatchObject({
    pending: rangeOf('p-1'),
    outbox: [{ id: 'p-1.3', topic: stockLevelChanged.topic, data }],
  });
});

describeStockLedger('the ledger on the server', (conflict) =>
  mongoStockLedger(mongo.db, conflict),
);
describeLevelView('the level view on the server', () => levels);
describeUnarmedStore(
  'products without a reminder on the server',
  () => unarmed,
);
describeWarehouseStore('warehouses on the server', () => warehouses);
