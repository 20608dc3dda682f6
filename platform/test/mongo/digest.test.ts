import { digestRange } from '../../src/mongo/digest';
import { digestsOf } from '../../src/reconcile/digest';
import { testDatabase } from '../../src/testing/database';

const mongo = testDatabase('digests');
afterAll(() => mongo.close());

it('digests ranges of ids in their order, each with its state', async () => {
  const things = mongo.db.collection<{ _id: string; v: number }>('things');
  const ids = ['a', 'B', '-', '_', '1', 'aa', 'Z'];
  await things.insertMany(ids.map((_id, n) => ({ _id, v: n })));
  const entries = ids
    .map((id, state) => ({ id, state }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const first = await digestRange(things, 'v', { after: '', limit: 4 });
  expect(first).toEqual({
    upTo: entries[3]!.id,
    ...digestsOf(entries.slice(0, 4)),
  });
  const { upTo } = first;
  expect(await digestRange(things, 'v', { after: upTo!, limit: 4 })).toEqual({
    upTo: null,
    ...digestsOf(entries.slice(4)),
  });
  await things.updateOne({ _id: 'a' }, { $set: { v: 9 } });
  const changed = await digestRange(things, 'v', { after: upTo!, limit: 4 });
  const before = digestsOf(entries.slice(4));
  expect(changed.ids).toBe(before.ids);
  expect(changed.states).not.toBe(before.states);
});
