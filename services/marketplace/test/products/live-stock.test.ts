import type { Ask } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';
import { liveStock } from '../../src/products/live-stock';
import { stockLevel } from '../support/fixtures';

/** Inventory, whose answers the test gives one by one. */
function inventory() {
  const calls: {
    productId: string;
    answer: (version: number) => void;
    fail: (err: Error) => void;
  }[] = [];
  const ask = ((_call: unknown, given: { params: { productId: string } }) =>
    new Promise((resolve, reject) => {
      calls.push({
        productId: given.params.productId,
        answer: (version) => resolve(stockLevel({ version })),
        fail: reject,
      });
    })) as unknown as Ask;
  return { calls, stock: liveStock(ask) };
}

const turn = () => new Promise(setImmediate);

it('has one call per product in flight; who comes meanwhile shares the next', async () => {
  const { calls, stock } = inventory();
  const first = stock.of('hot', 1_000);
  const others = [stock.of('hot', 1_000), stock.of('hot', 1_000)];
  const another = stock.of('cold', 1_000);
  expect(calls.map(({ productId }) => productId)).toEqual(['hot', 'cold']);
  calls[0]!.answer(4);
  calls[1]!.answer(1);
  expect([(await first).version, (await another).version]).toEqual([4, 1]);
  await turn();
  expect(calls).toHaveLength(3);
  calls[2]!.answer(5);
  expect((await Promise.all(others)).map(({ version }) => version)).toEqual([
    5, 5,
  ]);
  await turn();
  const later = stock.of('hot', 1_000);
  expect(calls).toHaveLength(4);
  calls[3]!.answer(6);
  expect((await later).version).toBe(6);
});

it('asks again after a failed call, and tells all who waited for it', async () => {
  const { calls, stock } = inventory();
  const refused = new AppError('not-found', 'stock-not-open', 'not yet');
  const first = stock.of('hot', 1_000);
  const second = stock.of('hot', 1_000);
  calls[0]!.fail(refused);
  await expect(first).rejects.toBe(refused);
  await turn();
  calls[1]!.answer(1);
  expect((await second).version).toBe(1);
});

it('lets a caller go when its time is over; the call goes on for the others', async () => {
  const { calls, stock } = inventory();
  const patient = stock.of('hot', 1_000);
  await expect(stock.of('hot', 1)).rejects.toMatchObject({
    slug: 'dependency-unavailable',
  });
  calls[0]!.answer(4);
  expect((await patient).version).toBe(4);
});
