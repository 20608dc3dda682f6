import { listStock } from '@souk/contracts/inventory/calls';
import { findOffers } from '@souk/contracts/products/calls';
import type { Offer } from '@souk/contracts/products/views';
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

export const liveFigures = (ask: Ask): Live => ({
  async offers(ids) {
    if (ids.length === 0) return new Map();
    const { items } = await ask(findOffers, {
      body: { ids: [...ids] },
      timeoutMs: WITHIN_MS,
    });
    return new Map(items.map((offer) => [offer.id, offer]));
  },
  async available(ids) {
    if (ids.length === 0) return new Map();
    const { items } = await ask(listStock, {
      body: { ids: [...ids] },
      timeoutMs: WITHIN_MS,
    });
    return new Map(
      items.map(({ productId, available }) => [productId, available]),
    );
  },
});

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

function unlessUnavailable(err: unknown): undefined {
  if (err instanceof AppError && err.kind === 'unavailable') return undefined;
  throw err;
}
