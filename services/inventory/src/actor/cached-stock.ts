import {
  cachedDocument,
  type CachedDocument,
} from '@souk/platform/actors/cached-document';
import type { StateStore } from '@souk/platform/dapr/state';
import type { Unpublished } from '../outbox/entry';
import type { StockRelay } from '../outbox/relay';
import { recalled, type RecordChanges } from '../rules/memory';
import type { Stock } from '../rules/stock';
import { documentKey, pageKey, StockDocument } from './document';
import { pageIndex, type PageIndex } from './page-index';
import { liveOf, namesOf, readPages, recordsOf } from './pages';
import { restoredReservation } from '../rules/stored-reservation';

/** The state that a turn reads and writes. */
interface StockAndOutbox {
  stock: Stock;
  outbox: Unpublished[];
}

interface PagedStock extends StockAndOutbox {
  index: PageIndex;
  /** Pages no longer needed, deleted when the next page is written. */
  dropped: string[];
  /** Fields of the document that only a newer version knows. */
  more: object;
}

/**
 * The document of one product's stock, with its memory in pages. On load,
 * unpublished turns go to the relay.
 */
export interface CachedStock extends Pick<
  CachedDocument<StockAndOutbox, StockDocument>,
  'cached' | 'fresh' | 'load' | 'refresh' | 'fenced'
> {
  /**
   * Compare-and-set against the loaded document; `changed` names the changed
   * records of the memory. The copy is dropped unless the write is known to be
   * stored.
   */
  save(next: StockAndOutbox, records: RecordChanges): Promise<void>;
}

export interface CachedStockDeps {
  state: StateStore;
  relay: Pick<StockRelay, 'deliver'>;
  now: () => Date;
  /**
   * Names a page; it must be unique, because two hosts may write one at the
   * same time.
   */
  newId: () => string;
  /** How many records a page takes. */
  pageRecords?: number;
}

export function cachedStock(
  productId: string,
  deps: CachedStockDeps,
): CachedStock {
  const { state, relay, now, newId, pageRecords } = deps;
  const copy = cachedDocument({
    state,
    now,
    key: documentKey(productId),
    shape: StockDocument,
    restore: (document, before?: PagedStock) =>
      before?.stock.version === document.stock.version
        ? before
        : restored(deps, productId, document),
    // Left by a crash, or written by another host: publishing it twice is
    // harmless.
    loaded: ({ outbox }) => relay.deliver(productId, outbox),
  });

  /**
   * Recent records become a page, and pages that no document names are deleted.
   */
  const seal = async (stock: Stock, index: PageIndex, dropped: string[]) => {
    const page = newId();
    const records = recordsOf(stock.memory, index.sealing());
    await Promise.all([
      state.save(pageKey(productId, page), records, undefined),
      ...dropped.map((one) => state.remove(pageKey(productId, one))),
    ]);
    return index.seal(page, namesOf(records));
  };
  const paged = async (
    { stock, outbox }: StockAndOutbox,
    records: RecordChanges,
    before: PagedStock | undefined,
  ) => {
    const index = before?.index ?? pageIndex([], [], pageRecords);
    const unneeded = before?.dropped ?? [];
    index.note(records);
    const dropped = index.full()
      ? await seal(stock, index, unneeded)
      : unneeded;
    const { memory, ...core } = stock;
    const more = before?.more ?? {};
    const document = {
      ...more,
      stock: { ...core, ...recordsOf(memory, index.recent()) },
      pages: index.pages(),
      dropped,
      outbox,
    };
    return { value: { stock, outbox, index, dropped, more }, document };
  };
  return {
    ...copy,
    save: (next, records) =>
      copy.save((before) => paged(next, records, before)),
  };
}

async function restored(
  { state, pageRecords }: Pick<CachedStockDeps, 'state' | 'pageRecords'>,
  productId: string,
  { stock, pages, outbox, dropped, ...more }: StockDocument,
): Promise<PagedStock> {
  const { reservations, refusals, ...core } = stock;
  const recent = { reservations, refusals };
  const read = await readPages(state, productId, pages);
  const onPages = pages.map((ref, n) => ({ ref, records: read[n] ?? recent }));
  const live = [
    ...onPages.map(({ ref, records }) => liveOf(ref, records)),
    recent,
  ];
  const memory = recalled(
    core.operations,
    live.flatMap((records) => records.reservations.map(restoredReservation)),
    live.flatMap((records) => records.refusals),
  );
  const named = onPages.map(({ ref, records }) => ({
    ref,
    names: namesOf(records),
  }));
  return {
    stock: { ...core, memory },
    outbox,
    index: pageIndex(named, namesOf(recent), pageRecords),
    dropped,
    more,
  };
}
