import {
  setStock,
  type Levels,
  type StockApi,
} from '../src/features/own-products/stock/set-stock';
import { ProblemError } from '../src/lib/problem';

const level = (warehouseId: string, onHand: number) => ({
  warehouseId,
  name: warehouseId,
  onHand,
  reserved: 0,
  available: onHand,
});
const stock = (version: number, main: number, other = 1): Levels => ({
  version,
  warehouses: [level('main', main), level('other', other)],
});
const stale = () => new ProblemError(409, { type: '/problems/stale-stock' });

/** A stock that changes to these levels, one before each attempt to set it. */
function fakeApi(...meanwhile: Levels[]) {
  const attempts: number[] = [];
  let now: Levels | undefined;
  const made: StockApi = {
    read: async () => {
      if (!now) throw stale();
      return now;
    },
    set: async (_warehouse, { onHand, version }) => {
      attempts.push(version);
      now = meanwhile.shift() ?? now;
      if (now && now.version !== version) throw stale();
      return stock(version + 1, onHand);
    },
  };
  return { made, attempts };
}

const wish = { warehouseId: 'main', onHand: 9, seen: stock(3, 20) };

test('a count nobody else changed is set at the version seen', async () => {
  const { made, attempts } = fakeApi();

  expect(await setStock(made, wish)).toEqual({ done: stock(4, 9) });
  expect(attempts).toEqual([3]);
});

test('a sale or another warehouse in between is no conflict: the count is set at the current version', async () => {
  const { made, attempts } = fakeApi(stock(5, 20, 7));

  expect(await setStock(made, wish)).toEqual({ done: stock(6, 9) });
  expect(attempts).toEqual([3, 5]);
});

test('a count somebody else has set is a conflict, and is not overwritten', async () => {
  const { made, attempts } = fakeApi(stock(4, 7));

  expect(await setStock(made, wish)).toEqual({
    conflict: { theirs: 7, levels: stock(4, 7) },
  });
  expect(attempts).toEqual([3]);
});

test('setting a stock that keeps changing is given up', async () => {
  const { made, attempts } = fakeApi(
    stock(4, 20),
    stock(6, 20),
    stock(8, 20),
    stock(10, 20),
  );

  await expect(setStock(made, wish)).rejects.toMatchObject({
    slug: 'stale-stock',
  });
  expect(attempts).toHaveLength(4);
});
