import { readStock, readStocks } from '@souk/contracts/inventory/calls';
import type { Call } from '@souk/contracts/call';
import type { Ask } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';
import { liveStock } from '../../src/products/live-stock';
import { stockLevel } from '../support/fixtures';

/** Inventory, whose answers the test gives one by one. */
function inventory() {
  const together: {
    ids: string[];
    /** Versions by product; the others are left out. */
    answer: (versions: Record<string, number>, notOpen?: string[]) => void;
    fail: (err: Error) => void;
  }[] = [];
  const alone: string[] = [];
  const ask = ((
    call: Call,
    given: { query: { ids: string }; params: { productId: string } },
  ) => {
    if (call === readStock) {
      alone.push(given.params.productId);
      return Promise.resolve(stockLevel({ ...given.params, version: 77 }));
    }
    expect(call).toBe(readStocks);
    return new Promise((resolve, reject) => {
      together.push({
        ids: given.query.ids.split(','),
        answer: (versions, notOpen = []) =>
          resolve({
            items: Object.entries(versions).map(([productId, version]) =>
              stockLevel({ productId, version }),
            ),
            notOpen,
          }),
        fail: reject,
      });
    });
  }) as unknown as Ask;
  return { together, alone, stock: liveStock(ask) };
}

const turn = () => new Promise(setImmediate);

it('has one call in flight; who comes meanwhile shares the next one', async () => {
  const { together, stock } = inventory();
  const first = stock.of('hot', 1_000);
  const others = ['hot', 'cold', 'hot'].map((id) => stock.of(id, 1_000));
  expect(together.map(({ ids }) => ids)).toEqual([['hot']]);
  together[0]!.answer({ hot: 4 });
  expect((await first).version).toBe(4);
  await turn();
  expect(together[1]!.ids).toEqual(['hot', 'cold']);
  together[1]!.answer({ hot: 5, cold: 1 });
  const levels = await Promise.all(others);
  expect(levels.map(({ version }) => version)).toEqual([5, 1, 5]);
  await turn();
  void stock.of('hot', 1_000).catch(() => undefined);
  expect(together).toHaveLength(3);
});

it('asks for a slow product by itself, once, and waits with no other for it', async () => {
  const { together, alone, stock } = inventory();
  const pages = ['first', 'slow', 'quick', 'slow'].map((id) =>
    stock.of(id, 1_000),
  );
  together[0]!.answer({ first: 1 });
  await pages[0];
  await turn();
  together[1]!.answer({ quick: 2 });
  const levels = await Promise.all(pages);
  expect(levels.map(({ version }) => version)).toEqual([1, 77, 2, 77]);
  expect(alone).toEqual(['slow']);
});

it('says of a product alone that its stock is not open', async () => {
  const { together, alone, stock } = inventory();
  const first = stock.of('first', 1_000);
  const pages = [stock.of('new', 1_000), stock.of('old', 1_000)];
  together[0]!.answer({ first: 1 });
  await first;
  await turn();
  together[1]!.answer({ old: 3 }, ['new']);
  await expect(pages[0]).rejects.toMatchObject({ slug: 'stock-not-open' });
  expect((await pages[1]!).version).toBe(3);
  expect(alone).toEqual([]);
});

it('asks again after a failed call, and tells all who waited for it', async () => {
  const { together, stock } = inventory();
  const away = new AppError('unavailable', 'dependency-unavailable', 'away');
  const first = stock.of('hot', 1_000);
  const second = stock.of('hot', 1_000);
  together[0]!.fail(away);
  await expect(first).rejects.toBe(away);
  await turn();
  together[1]!.answer({ hot: 1 });
  expect((await second).version).toBe(1);
});

it('lets a caller go when its time is over; the call goes on for the others', async () => {
  const { together, stock } = inventory();
  const first = stock.of('hot', 1_000);
  const patient = stock.of('hot', 1_000);
  await expect(stock.of('hot', 1)).rejects.toMatchObject({
    slug: 'dependency-unavailable',
  });
  together[0]!.answer({ hot: 4 });
  await first;
  await turn();
  together[1]!.answer({ hot: 5 });
  expect((await patient).version).toBe(5);
});
