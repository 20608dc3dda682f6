import { readStock, readStocks } from '@souk/contracts/inventory/calls';
import type { StockLevel } from '@souk/contracts/inventory/views';
import { batching } from '@souk/platform/actors/batching';
import type { Ask } from '@souk/platform/dapr/ask';
import { beforeDeadline, withBudget } from '@souk/platform/http/deadline';
import { AppError } from '@souk/platform/http/errors';

/** Stock as inventory knows it now, asked once for all who wait. */
export interface LiveStock {
  /**
   * The level at some moment after this was called. @throws AppError
   * `stock-not-open`, `dependency-unavailable` when `withinMs` is over.
   */
  of(productId: string, withinMs: number): Promise<StockLevel>;
}

/** Pages in one call, and those that may wait for the next one. */
const MOST = 100;
const WAITING = 10_000;
/** A call is shared, so it does not end with the caller that began it. */
const CALL_MS = 3_000;

/**
 * One call is in flight at a time, for all products. Who comes during it waits
 * for the next one: the answer of the running call may be older than what the
 * caller has just changed. A product whose actor is slow is left out of the
 * answer, and asked for by itself.
 */
export function liveStock(ask: Ask): LiveStock {
  const askMany = async (productIds: string[]) => {
    const ids = [...new Set(productIds)].join(',');
    const { items, notOpen } = await ask(readStocks, { query: { ids } });
    const known = new Map(items.map((level) => [level.productId, level]));
    const slow = new Map<string, Promise<StockLevel>>();
    return async (productId: string): Promise<StockLevel> => {
      if (notOpen.includes(productId)) throw stockNotOpen(productId);
      const level = known.get(productId) ?? slow.get(productId);
      if (level) return level;
      const alone = withBudget(CALL_MS, () =>
        ask(readStock, { params: { productId } }),
      );
      slow.set(productId, alone);
      return alone;
    };
  };
  const batched = batching(
    'live stock',
    async (_all, productIds: string[]) => {
      const levelOf = await askMany(productIds);
      return productIds.map(() => levelOf);
    },
    {
      most: MOST,
      waiting: WAITING,
      tooMany: 'Too many pages wait for the stock of their product',
    },
  );
  const read = async (productId: string) =>
    (await batched('all', productId))(productId);
  return {
    of: (productId, withinMs) =>
      withBudget(withinMs, () => beforeDeadline(read(productId))),
  };
}

const stockNotOpen = (productId: string) =>
  new AppError(
    'not-found',
    'stock-not-open',
    `The stock of ${productId} is not open yet`,
  );
