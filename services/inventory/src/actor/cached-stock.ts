import type { StateStore } from '@souk/platform/dapr/state';
import type { Stock } from '../rules/stock';
import { documentKey, pageKey, StockDocument, type Untold } from './document';
import { recalled, type Touched } from '../rules/memory';
import { liveOf, namesOf, PageMissing, readPages, recordsOf } from './pages';
import type { StockRelay } from '../outbox/relay';
import { shelf, type Shelf } from './page-index';
import { restoredReservation } from './stored-reservation';

/**
 * The write was refused as stale or its outcome is unknown; either way only the
 * store knows what it has.
 */
class NotStored extends Error {
  override readonly name = 'NotStored';
}

/**
 * A sidecar that was restarted may have moved the actor away and back unseen,
 * so an older copy is not shown to readers.
 */
const FRESH_MS = 5_000;
/**
 * Another host may drop a page between our reading of the document and of the
 * page.
 */
const TRIES = 3;

export interface Kept {
  stock: Stock;
  outbox: Untold[];
}

/** What one actor knows of its product, and the only way to change it. */
export interface StockCopy {
  /** Undefined when nothing has been read, or there is nothing to read. */
  kept(): Kept | undefined;
  /** Reads from the store; what it finds untold goes to the relay. */
  load(): Promise<void>;
  /** Reads from the store unless the copy was confirmed by it a moment ago. */
  refresh(): Promise<void>;
  /**
   * Compare-and-set on what was read. The copy is dropped unless the write is
   * known to be stored.
   */
  save(next: Kept, touched: Touched): Promise<void>;
  /**
   * Does the work on the copy; if its write is not known to be stored, once
   * more on what the store has.
   */
  fenced<T>(work: () => Promise<T>): Promise<T>;
}

export interface StockCopyDeps {
  state: StateStore;
  relay: Pick<StockRelay, 'deliver'>;
  now: () => Date;
  /**
   * Names a page; never the same twice, for two hosts may write one at the same
   * time.
   */
  newId: () => string;
  /** How many records a page takes. */
  pageRecords?: number;
}

interface Held extends Kept {
  shelf: Shelf;
  dropped: string[];
  etag: string | undefined;
  confirmedAt: number;
}

export function stockCopy(productId: string, deps: StockCopyDeps): StockCopy {
  const { state, relay, now, newId, pageRecords } = deps;
  const key = documentKey(productId);
  let held: Held | undefined;

  const load = async () => {
    const before = held;
    held = undefined;
    for (let tries = 1; ; tries++) {
      const confirmedAt = now().getTime();
      const found = await state.get(key, StockDocument);
      if (!found) return;
      const { value, etag } = found;
      try {
        const same =
          before?.etag === etag && before.stock.version === value.stock.version;
        held = {
          ...(same ? before : await restored(deps, productId, value)),
          etag,
          confirmedAt,
        };
        break;
      } catch (err) {
        if (!(err instanceof PageMissing) || tries === TRIES) throw err;
      }
    }
    // Left behind by a crash, or written by the other of two hosts: telling it
    // twice is harmless.
    if (held.outbox.length > 0) relay.deliver(productId, held.outbox);
  };

  /**
   * What is recent becomes a page, and what no document names any more is
   * deleted.
   */
  const seal = async (stock: Stock, on: Shelf, dropped: string[]) => {
    const page = newId();
    const records = recordsOf(stock.memory, on.sealing());
    await Promise.all([
      state.save(pageKey(productId, page), records, undefined),
      ...dropped.map((one) => state.remove(pageKey(productId, one))),
    ]);
    return on.seal(page, namesOf(records));
  };
  const write = async (
    { stock, outbox }: Kept,
    touched: Touched,
  ): Promise<Held> => {
    const {
      etag,
      shelf: on = shelf([], [], pageRecords),
      dropped: before = [],
    } = held ?? {};
    held = undefined;
    on.note(touched);
    const dropped = on.full() ? await seal(stock, on, before) : before;
    const { memory, ...core } = stock;
    const document = {
      stock: { ...core, ...recordsOf(memory, on.recent()) },
      pages: on.pages(),
      dropped,
      outbox,
    };
    const confirmedAt = now().getTime();
    const next = await state.save(key, document satisfies StockDocument, etag);
    return { stock, outbox, shelf: on, dropped, etag: next, confirmedAt };
  };
  return {
    kept: () => held,
    load,
    async refresh() {
      if (!held || now().getTime() - held.confirmedAt > FRESH_MS) await load();
    },
    async save(next, touched) {
      held = await write(next, touched).catch((cause: unknown) => {
        throw new NotStored(`${key} is not known to be stored`, { cause });
      });
    },
    async fenced(work) {
      if (!held) await load();
      try {
        return await work();
      } catch (err) {
        if (!(err instanceof NotStored)) throw err;
      }
      await load();
      return work();
    },
  };
}

async function restored(
  { state, pageRecords }: Pick<StockCopyDeps, 'state' | 'pageRecords'>,
  productId: string,
  { stock, pages, outbox, dropped }: StockDocument,
) {
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
    shelf: shelf(named, namesOf(recent), pageRecords),
    dropped,
  };
}
