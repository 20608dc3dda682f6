import { testDatabase } from '@souk/platform/testing/database';
import { mongoStockLedger } from '../src/ledger/store';
import { mongoUnarmedStore } from '../src/outbox/unarmed-store';
import { mongoLevelView } from '../src/stock/store';
import { mongoWarehouseStore } from '../src/warehouses/store';
import {
  describeLevelView,
  describeStockLedger,
  describeUnarmedStore,
  describeWarehouseStore,
} from './support/store-suite';

const mongo = testDatabase('inventory-stores');
const ledger = mongoStockLedger(mongo.db);
const levels = mongoLevelView(mongo.db);
const unarmed = mongoUnarmedStore(mongo.db);
const warehouses = mongoWarehouseStore(mongo.db);
afterEach(async () => {
  for (const name of [
    'ledger',
    'ledger-proofs',
    'levels',
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
  expect(names).toEqual(['_id_', 'productId']);
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
