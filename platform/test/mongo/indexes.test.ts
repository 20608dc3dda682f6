import { ensureIndexes } from '../../src/mongo/indexes';
import { testDatabase } from '../../src/testing/database';

const mongo = testDatabase('platform-indexes');
afterAll(() => mongo.close());
const EMAIL = [{ key: { email: 1 }, name: 'email', unique: true }];

it('creates the indexes once for concurrent callers', async () => {
  const collection = mongo.db.collection('once');
  const create = jest.spyOn(collection, 'createIndexes');
  const indexed = ensureIndexes(collection, EMAIL);
  await Promise.all([indexed(), indexed(), indexed()]);
  await indexed();
  await collection.insertOne({ email: 'ann@example.org' });
  await expect(
    collection.insertOne({ email: 'ann@example.org' }),
  ).rejects.toMatchObject({ code: 11_000 });
  expect(create).toHaveBeenCalledTimes(1);
});

it('rejects when an index cannot be created, and tries again on the next call', async () => {
  const collection = mongo.db.collection('twice');
  await collection.insertMany([
    { email: 'ann@example.org' },
    { email: 'ann@example.org' },
  ]);
  const indexed = ensureIndexes(collection, EMAIL);
  await expect(indexed()).rejects.toMatchObject({ code: 11_000 });
  await collection.deleteOne({ email: 'ann@example.org' });
  await indexed();
  await expect(
    collection.insertOne({ email: 'ann@example.org' }),
  ).rejects.toMatchObject({ code: 11_000 });
});
