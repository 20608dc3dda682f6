import { sharedCursor, type Walk } from '../../src/mongo/walk-cursor';
import { testDatabase } from '../../src/testing/database';

const mongo = testDatabase('platform-walk-cursor');
afterAll(() => mongo.close());

let ms = 0;
const now = () => new Date(ms);
const replica = () =>
  sharedCursor(mongo.db.collection<Walk>('walks'), 'owner-copy', now);

it('gives each step to one replica, and goes on where the walk was', async () => {
  const replicas = [replica(), replica(), replica()];
  const claim = () => Promise.all(replicas.map((one) => one.claim(5_000)));
  expect((await claim()).filter((after) => after !== undefined)).toEqual(['']);
  ms += 4_999;
  expect(await claim()).toEqual([undefined, undefined, undefined]);
  await replicas[0]!.advance('id-1000');
  ms += 1;
  const claimed = (await claim()).filter((after) => after !== undefined);
  expect(claimed).toEqual(['id-1000']);
  ms += 5_000;
  expect(await replica().claim(5_000)).toBe('id-1000');
});
