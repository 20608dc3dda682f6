import { testDatabase } from '@souk/platform/testing/database';
import type { Mongo } from '@souk/platform/mongo/client';
import { cartCollection, cartStore, KEPT_DAYS } from '../../src/carts/store';
import { describeCartStore } from '../support/store-suite';

let mongo: Mongo;
const now = () => new Date('2026-01-02T03:04:05.006Z');

beforeAll(() => {
  mongo = testDatabase('orders');
});
beforeEach(() => mongo.db.collection('carts').deleteMany({}));
afterAll(() => mongo.close());

describeCartStore('the MongoDB cart store', () =>
  cartStore(cartCollection(mongo.db), now),
);

it('has MongoDB delete a cart 60 days after its last use', async () => {
  const carts = cartCollection(mongo.db);
  await cartStore(carts, now).indexed();
  expect(KEPT_DAYS).toBe(60);
  expect(await carts.indexes()).toContainEqual(
    expect.objectContaining({
      key: { usedAt: 1 },
      expireAfterSeconds: 60 * 24 * 3_600,
    }),
  );
});
