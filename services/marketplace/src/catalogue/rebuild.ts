import { setTimeout as pause } from 'node:timers/promises';
import { listStock } from '@souk/contracts/inventory/calls';
import type { StockSummary } from '@souk/contracts/inventory/views';
import { listProducts } from '@souk/contracts/products/calls';
import { listVendors } from '@souk/contracts/vendors/calls';
import type { Logger } from '@souk/platform/telemetry/logger';
import { inSpan } from '@souk/platform/telemetry/tracing';
import type { Ask } from '@souk/platform/dapr/ask';
import type { CatalogueStore } from './view/store';

export interface RebuildDeps {
  ask: Ask;
  catalogue: CatalogueStore;
  log: Logger;
  now: () => Date;
}

const PAGE = 100;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Copies all pages of the owners into the view and retries until it is
 * complete. This builds an empty view, and repairs an existing one whose events
 * may have been dropped while we were down. Events keep arriving meanwhile: the
 * higher version wins, whatever its source.
 */
export async function keepTrying(
  deps: RebuildDeps,
  signal: AbortSignal,
): Promise<void> {
  const stopped = () => signal.aborted;
  for (
    let pauseMs = FIRST_PAUSE_MS;
    !stopped();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  ) {
    try {
      const { products, vendors } = await inSpan('catalogue rebuild', {}, () =>
        rebuild(deps, signal),
      );
      if (stopped()) return;
      await deps.catalogue.markBuilt(deps.now());
      deps.log.info({ products, vendors }, 'catalogue is complete');
      return;
    } catch (err) {
      deps.log.warn(
        { err, pauseMs },
        'catalogue could not be built; trying again',
      );
      await pause(pauseMs, undefined, { signal, ref: false }).catch(
        () => undefined,
      );
    }
  }
}

/** One pass over the owners; a failure midway keeps what has been written. */
export async function rebuild(
  { ask, catalogue }: RebuildDeps,
  signal?: AbortSignal,
): Promise<{ products: number; vendors: number }> {
  const vendors = await eachPage(
    (query) => ask(listVendors, { query }),
    async (items) => catalogue.putAll({ vendors: items }),
    signal,
  );
  const products = await eachPage(
    (query) => ask(listProducts, { query }),
    async (items) =>
      catalogue.putAll({ products: items, stock: await stockOf(ask, items) }),
    signal,
  );
  return { products, vendors };
}

interface OwnersPage<T> {
  items: T[];
  next: string | null;
}

async function eachPage<T>(
  fetch: (query: { after?: string; limit: number }) => Promise<OwnersPage<T>>,
  put: (items: T[]) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let count = 0;
  let after: string | null = '';
  while (after !== null && signal?.aborted !== true) {
    const page: OwnersPage<T> = await fetch(
      after === '' ? { limit: PAGE } : { after, limit: PAGE },
    );
    await put(page.items);
    count += page.items.length;
    after = page.next;
  }
  return count;
}

async function stockOf(
  ask: Ask,
  products: { id: string }[],
): Promise<StockSummary[]> {
  if (products.length === 0) return [];
  const body = { ids: products.map(({ id }) => id) };
  const list = await ask(listStock, { body });
  return list.items;
}
