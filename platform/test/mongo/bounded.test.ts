import { withBudget } from '../../src/http/deadline';
import { connectMongo, type Mongo } from '../../src/mongo/client';
import { ensureIndexes } from '../../src/mongo/indexes';
import { testDatabase } from '../../src/testing/database';
import { freezable, type Freezable } from '../fixtures/freezable';

/** The driver's pool: so many commands may have been sent to a still server. */
const CONNECTIONS = 32;
const tooLate = { kind: 'unavailable', slug: 'dependency-unavailable' };
const allTooLate = async (asked: Promise<unknown>[]) => {
  for (const ended of await Promise.allSettled(asked))
    expect(ended).toMatchObject({ status: 'rejected', reason: tooLate });
};
const real = testDatabase('bounded');
let door: Freezable;
let mongo: Mongo;

beforeAll(async () => {
  const { hostname, port } = new URL(process.env['SOUK_TEST_MONGODB_URI']!);
  door = await freezable(hostname, Number(port));
  const uri = `mongodb://127.0.0.1:${door.port}/?directConnection=true`;
  mongo = connectMongo(uri, real.db.databaseName);
  await mongo.db.collection('things').insertOne({ n: 0 });
});
afterAll(async () => {
  door.thaw();
  await mongo.close();
  await real.close();
  door.close();
});

describe('a database that stands still', () => {
  it('is waited for as long as the caller waits, and carries nothing out that was not sent by then', async () => {
    const things = mongo.db.collection('things');
    door.freeze();
    const asked = Array.from({ length: 120 }, (_, n) =>
      withBudget(300, () => things.insertOne({ n: n + 1 })),
    );
    await allTooLate(asked);
    door.thaw();
    await things.insertOne({ n: -1 });
    const stored = await things.countDocuments({ n: { $gt: 0 } });
    expect(stored).toBeLessThanOrEqual(CONNECTIONS);
  });

  it('ends every kind of operation in time', async () => {
    const things = mongo.db.collection<{ n: number }>('things');
    const indexed = ensureIndexes(things, [{ key: { n: 1 }, name: 'n' }]);
    const operations: (() => Promise<unknown>)[] = [
      () => things.findOne({ n: 1 }),
      () => things.find({ n: 1 }).sort({ n: 1 }).limit(3).toArray(),
      () => things.aggregate([{ $match: { n: 1 } }]).toArray(),
      () => things.countDocuments({ n: 1 }),
      () => things.insertMany([{ n: 1 }], { ordered: false }),
      () => things.updateOne({ n: 1 }, { $set: { n: 1 } }),
      () => things.deleteOne({ n: 1 }),
      () => things.bulkWrite([{ deleteOne: { filter: { n: 1 } } }]),
      indexed,
    ];
    door.freeze();
    const ended = operations.map((run) => withBudget(300, run));
    await allTooLate(ended);
    door.thaw();
    await expect(things.findOne({ n: 0 })).resolves.toMatchObject({ n: 0 });
  });
});
