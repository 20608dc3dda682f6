import type { StateStore } from '@souk/platform/dapr/state';
import { documentKey, StockDocument } from './stock-document';
import type { StockRelay } from './stock-relay';

/** The write was refused as stale or its outcome is unknown; either way only the store knows what it has. */
class NotStored extends Error {
  override readonly name = 'NotStored';
}

/** A sidecar that was restarted may have moved the actor away and back unseen, so an older copy is not shown to readers. */
const FRESH_MS = 5_000;

/** What one actor knows of its document, and the only way to change it. */
export interface StockCopy {
  /** Undefined when nothing has been read, or there is nothing to read. */
  document(): StockDocument | undefined;
  /** Reads from the store; what it finds untold goes to the relay. */
  load(): Promise<void>;
  /** Reads from the store unless the copy was confirmed by it a moment ago. */
  refresh(): Promise<void>;
  /** Compare-and-set on what was read. The copy is dropped unless the write is known to be stored. */
  save(document: StockDocument): Promise<void>;
  /** Does the work on the copy; if its write is not known to be stored, once more on what the store has. */
  fenced<T>(work: () => Promise<T>): Promise<T>;
}

export interface StockCopyDeps {
  state: StateStore;
  relay: Pick<StockRelay, 'deliver'>;
  now: () => Date;
}

export function stockCopy(productId: string, { state, relay, now }: StockCopyDeps): StockCopy {
  const key = documentKey(productId);
  let held: { document: StockDocument; etag: string; confirmedAt: number } | undefined;

  const load = async () => {
    held = undefined;
    const confirmedAt = now().getTime();
    const found = await state.get(key, StockDocument);
    held = found && { document: found.value, etag: found.etag, confirmedAt };
    // Left behind by a crash, or written by the other of two hosts: telling it twice is harmless.
    if (held && held.document.outbox.length > 0) relay.deliver(productId, held.document.outbox);
  };
  return {
    document: () => held?.document,
    load,
    async refresh() {
      if (!held || now().getTime() - held.confirmedAt > FRESH_MS) await load();
    },
    async save(document) {
      const etag = held?.etag;
      held = undefined;
      const confirmedAt = now().getTime();
      const next = await state.save(key, document, etag).catch((cause: unknown) => {
        throw new NotStored(`${key} is not known to be stored`, { cause });
      });
      held = { document, etag: next, confirmedAt };
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
