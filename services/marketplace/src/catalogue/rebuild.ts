import { setTimeout as pause } from 'node:timers/promises';
import { listStock } from '@souk/contracts/inventory/calls';
import { listProducts } from '@souk/contracts/products/calls';
import { listVendors } from '@souk/contracts/vendors/calls';
import type { Ask } from '@souk/platform/dapr/ask';
import { BUDGET_MS, withBudget } from '@souk/platform/http/deadline';
import type { Logger } from '@souk/platform/telemetry/logger';
import { inSpan } from '@souk/platform/telemetry/tracing';
import type { RebuildPosition } from './view/marks';
import type { Chunk } from './view/rows';
import type { CatalogueStore } from './view/store';

export interface RebuildDeps {
  ask: Ask;
  catalogue: CatalogueStore;
  log: Logger;
  now: () => Date;
}

export interface Rebuilder {
  /**
   * Makes one pass, after finishing the one that a stop has interrupted; then
   * one for each `again`. Resolves when stopped.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Asks for a pass from the beginning. */
  again(): void;
}

const PAGE = 100;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const START: RebuildPosition = { of: 'vendors', after: null };

/**
 * Copies all pages of the owners into the view. This builds an empty view, and
 * repairs one that has missed events. Events keep arriving meanwhile: the
 * higher version wins, whatever its source. The position is stored with each
 * page: a call that fails is repeated alone, and a restart continues there.
 */
export function rebuilder(deps: RebuildDeps): Rebuilder {
  const { catalogue, log } = deps;
  let asked = false;
  let wake: () => void = () => undefined;

  async function pass(
    from: RebuildPosition,
    signal: AbortSignal,
  ): Promise<void> {
    let position: RebuildPosition | undefined = from;
    while (position && !signal.aborted) {
      const at: RebuildPosition = asked ? START : position;
      asked = false;
      position = await persist(() => onePage(deps, at), log, signal);
    }
    if (!signal.aborted) log.info({}, 'catalogue is complete');
  }

  return {
    async run(signal) {
      const stopped = new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => resolve(), { once: true }),
      );
      const spanned = (from: RebuildPosition) =>
        inSpan('catalogue rebuild', {}, () => pass(from, signal));
      // Its earlier pages may have missed events since, so a whole pass follows.
      const interrupted = catalogue.rebuildPosition();
      if (interrupted) await spanned(interrupted);
      const ended = () => signal.aborted;
      while (!ended()) {
        await spanned(START);
        const woken = new Promise<void>((resolve) => (wake = resolve));
        if (!asked && !ended()) await Promise.race([woken, stopped]);
      }
    },
    again() {
      asked = true;
      wake();
    },
  };
}

/** Repeats a step until it succeeds; undefined when stopped. */
async function persist<T>(
  step: () => Promise<T>,
  log: Logger,
  signal: AbortSignal,
): Promise<T | undefined> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      return await withBudget(BUDGET_MS, step);
    } catch (err) {
      log.warn({ err, pauseMs }, 'a page of the rebuild failed; trying again');
      await pause(pauseMs, undefined, { signal, ref: false }).catch(
        () => undefined,
      );
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
  return undefined;
}

/** Copies one page; returns where the next one begins, if there is one. */
async function onePage(
  { ask, catalogue, now }: RebuildDeps,
  { of, after }: RebuildPosition,
): Promise<RebuildPosition | undefined> {
  const query = after === null ? { limit: PAGE } : { after, limit: PAGE };
  const { chunk, next } =
    of === 'vendors' ? await vendors(ask, query) : await products(ask, query);
  const position: RebuildPosition | undefined =
    next !== null
      ? { of, after: next }
      : of === 'vendors'
        ? { of: 'products', after: null }
        : undefined;
  await catalogue.putRebuilt(chunk, position, now());
  return position;
}

interface Fetched {
  chunk: Chunk;
  next: string | null;
}
type PageQuery = { after?: string; limit: number };

async function vendors(ask: Ask, query: PageQuery): Promise<Fetched> {
  const { items, next } = await ask(listVendors, { query });
  return { chunk: { vendors: items }, next };
}

async function products(ask: Ask, query: PageQuery): Promise<Fetched> {
  const { items, next } = await ask(listProducts, { query });
  if (items.length === 0) return { chunk: {}, next };
  const body = { ids: items.map(({ id }) => id) };
  const stock = await ask(listStock, { body });
  return { chunk: { products: items, stock: stock.items }, next };
}
