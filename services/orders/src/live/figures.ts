import { readStock, readStocks } from '@souk/contracts/inventory/calls';
import { findOffers } from '@souk/contracts/products/calls';
import type { Offer } from '@souk/contracts/products/views';
import { batching } from '@souk/platform/actors/batching';
import type { Ask } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';
import type { LiveFigures } from '../rules/shown';

/** Prices and stock as their owners know them now. */
export interface Live {
  /** Unknown ids are left out. @throws AppError `dependency-unavailable`. */
  offers(ids: readonly string[]): Promise<Map<string, Offer>>;
  /** Of each product whose stock is open. @throws AppError the same. */
  available(ids: readonly string[]): Promise<Map<string, number>>;
}

/** A cart is shown without a figure that takes longer. */
const WITHIN_MS = 2_000;

export function liveFigures(ask: Ask): Live {
  const offers = asked('read offers', MOST_OFFERS, async (ids) => {
    const timeoutMs = WITHIN_MS;
    const { items } = await ask(findOffers, { body: { ids }, timeoutMs });
    return items.map((offer) => [offer.id, offer]);
  });
  const available = asked('read stock', MOST_LEVELS, async (ids) => {
    const timeoutMs = WITHIN_MS;
    const query = { ids: ids.join(',') };
    const { items, notOpen } = await ask(readStocks, { query, timeoutMs });
    const answered = new Set([
      ...notOpen,
      ...items.map(({ productId }) => productId),
    ]);
    // A slow product is left out, so that the others need not wait for it.
    const slow = ids.filter((id) => !answered.has(id));
    if (slow.length > MOST_SLOW)
      throw new AppError(
        'unavailable',
        'dependency-unavailable',
        `The stock of ${slow.length} products is slow to come`,
      );
    const late = await Promise.all(
      slow.map((productId) =>
        ask(readStock, { params: { productId }, timeoutMs }).catch(
          unlessNotOpen,
        ),
      ),
    );
    return [...items, ...late.flat()].map(({ productId, available: units }) => [
      productId,
      units,
    ]);
  });
  return { offers, available };
}

/** What one call asks for; ids of stock are in its URL. */
const MOST_OFFERS = 200;
const MOST_LEVELS = 100;
/** When more are slow, inventory is: single calls would add to its load. */
const MOST_SLOW = 10;

/**
 * Whoever comes while a call is under way waits for the next one and shares it:
 * it begins later than all of them. A lone request is asked for at once.
 */
function asked<T>(
  name: string,
  most: number,
  find: (ids: string[]) => Promise<(readonly [string, T])[]>,
): (ids: readonly string[]) => Promise<Map<string, T>> {
  const batch = batching<readonly string[], Map<string, T>>(
    name,
    async (_key, wanted) => {
      const ids = [...new Set(wanted.flat())];
      const calls = Array.from(
        { length: Math.ceil(ids.length / most) },
        (_, n) => find(ids.slice(n * most, (n + 1) * most)),
      );
      const found = new Map((await Promise.all(calls)).flat());
      return wanted.map(() => found);
    },
    { most: 20, waiting: 1_000, tooMany: 'Too many carts are being read' },
  );
  return async (ids) => (ids.length === 0 ? new Map() : batch(name, ids));
}

/** Asks both at once; what does not answer is left out. */
export async function figuresOf(
  live: Live,
  ids: readonly string[],
): Promise<LiveFigures> {
  const [known, stock] = await Promise.all([
    live.offers(ids).catch(unlessUnavailable),
    live.available(ids).catch(unlessUnavailable),
  ]);
  return { offers: known, available: stock };
}

function unlessNotOpen(err: unknown): [] {
  if (err instanceof AppError && err.slug === 'stock-not-open') return [];
  throw err;
}

function unlessUnavailable(err: unknown): undefined {
  if (err instanceof AppError && err.kind === 'unavailable') return undefined;
  throw err;
}
