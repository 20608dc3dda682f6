import { stockLevelChanged } from '@souk/contracts/inventory/events';
import { rangeOf } from '@souk/platform/mongo/versioned';
import { testDatabase } from '@souk/platform/testing/database';
import { FindCursor } from 'mongodb';
import type { LedgerConflict } from '../src/ledger/conflict';
import type { LedgerEntry } from '../src/ledger/entry';
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
    'ledger-archive',
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
  for (const name of ['ledger', 'ledger-archive']) {
    const indexes = await mongo.db.collection(name).indexes();
    expect(indexes.map((index) => index.name)).toEqual(['_id_', 'reservation']);
  }
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

describe('the archive of the ledger on the server', () => {
  const before = '2026-01-01T00:00:00.000Z';
  const old = (version: number, available = 0): LedgerEntry => ({
    productId: 'p-1',
    vendorId: 'ann',
    version,
    operationId: `op-${version}`,
    at: '2025-01-01T00:00:00.000Z',
    available,
    changes: [
      {
        kind: 'reserved',
        warehouseId: 'main-ann',
        onHand: { before: 0, after: 0 },
        reserved: { before: 0, after: 0 },
        reservationId: 'r-1',
      },
    ],
  });
  const versions = (entries: LedgerEntry[]) =>
    entries.map(({ version }) => version);
  const count = (name: string) => mongo.db.collection(name).countDocuments({});

  it('goes on where it was killed between the copy and the deletion', async () => {
    await ledger.append([1, 2, 3].map((n) => old(n)));
    const copied = await mongo.db
      .collection('ledger')
      .find({ version: { $lt: 3 } })
      .toArray();
    await mongo.db.collection('ledger-archive').insertMany(copied);

    expect(versions(await ledger.range('p-1', 1, 3))).toEqual([1, 2, 3]);
    expect(versions(await ledger.about('p-1', ['r-1']))).toEqual([1, 2, 3]);
    const move = { from: 1, to: 3, before };
    expect(await ledger.archive('p-1', move)).toMatchObject({ moved: 3 });
    expect([await count('ledger'), await count('ledger-archive')]).toEqual([
      0, 3,
    ]);
    expect(versions(await ledger.range('p-1', 1, 3))).toEqual([1, 2, 3]);
    expect(versions(await ledger.about('p-1', ['r-1']))).toEqual([1, 2, 3]);
  });

  it('deletes nothing whose copy differs, and reports it', async () => {
    const conflicts: LedgerConflict[] = [];
    const alarmed = mongoStockLedger(mongo.db, (one) => conflicts.push(one));
    await alarmed.append([old(1)]);
    await alarmed.archive('p-1', { from: 1, to: 1, before });
    await mongo.db
      .collection<{ _id: string }>('ledger')
      .insertOne({ _id: 'p-1:1', ...old(1, 9) });
    await alarmed.append([old(2)]);
    const { moved } = await alarmed.archive('p-1', { from: 1, to: 2, before });
    expect([moved, await count('ledger')]).toEqual([1, 1]);
    expect(conflicts).toEqual([{ stored: old(1), refused: old(1, 9) }]);
  });

  it.each([
    ['a range', () => ledger.range('p-1', 1, 3)],
    ['a reservation', () => ledger.about('p-1', ['r-1'])],
  ] as const)(
    'hides nothing from a reader of %s while it moves entries',
    async (_what, read) => {
      await ledger.append([1, 2, 3].map((n) => old(n)));
      const find = jest.spyOn(FindCursor.prototype, 'toArray');
      const found = async function (this: FindCursor): Promise<unknown[]> {
        const entries: unknown[] = [];
        for await (const entry of this) entries.push(entry);
        return entries;
      };
      // Between the two collections a reader sees all of it move.
      find.mockImplementationOnce(async function (this: FindCursor) {
        const first = await found.call(this);
        await ledger.archive('p-1', { from: 1, to: 3, before });
        return first;
      });
      const seen = await read();
      find.mockRestore();
      expect(versions(seen)).toEqual([1, 2, 3]);
      expect(await count('ledger')).toBe(0);
    },
  );
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
