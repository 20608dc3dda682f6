import type { z } from 'zod';
import type { StateStore } from '../dapr/state';

/**
 * The write was refused as stale or its outcome is unknown; only a read can
 * tell what is stored.
 */
class NotStored extends Error {
  override readonly name = 'NotStored';
}

/**
 * Thrown by `restore` when something the document refers to is missing: another
 * host has written the document since it was read, or the store lost a part.
 */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';
}

/**
 * A restarted sidecar may have moved the actor away and back unnoticed, so
 * readers get no copy older than this.
 */
const FRESH_MS = 5_000;
/** How often a document is read whose parts are missing. */
const TRIES = 3;

/**
 * The document of one actor: what was last known to be stored, and the only way
 * to change it. A compare-and-set fences every write, for two hosts may run the
 * same actor (docs/adr/0002-actor-fence.md).
 */
export interface CachedDocument<V, D> {
  /** Undefined when nothing has been read, or there is nothing to read. */
  cached(): V | undefined;
  /** Reads from the store. */
  load(): Promise<void>;
  /** Whether the store confirmed the copy a moment ago. */
  fresh(): boolean;
  /** Reads from the store unless the copy is fresh. */
  refresh(): Promise<void>;
  /**
   * Compare-and-set on what was read. The copy is dropped unless the write is
   * known to be stored; `next` gets it once more, and may write parts of the
   * document before the document itself.
   */
  save(next: (copy: V | undefined) => Next<V, D>): Promise<void>;
  /**
   * Does the work on the copy; if its write is not known to be stored, once
   * more on what the store has. From operation ids in the document the
   * work has to see whether its own first write was applied.
   */
  fenced<T>(work: () => Promise<T>): Promise<T>;
}

/** What is cached after a write, and the document that is written. */
export type Next<V, D> =
  { value: V; document: D } | Promise<{ value: V; document: D }>;

export interface CachedDocumentDeps<V, S extends z.ZodType> {
  state: Pick<StateStore, 'get' | 'save'>;
  key: string;
  shape: S;
  now: () => Date;
  /**
   * What is cached of a stored document; `copy` is what was cached under the
   * same ETag. @throws PartMissing to have the document read again.
   */
  restore: (document: z.output<S>, copy: V | undefined) => V | Promise<V>;
  /** Called with each value that was read. */
  loaded?: (value: V) => void;
}

export function cachedDocument<V, S extends z.ZodType>(
  deps: CachedDocumentDeps<V, S>,
): CachedDocument<V, z.output<S>> {
  const { state, key, shape, now } = deps;
  let held: { value: V; etag: string; confirmedAt: number } | undefined;

  const read = async (before: typeof held): Promise<typeof held> => {
    const confirmedAt = now().getTime();
    const found = await state.get(key, shape);
    if (!found) return undefined;
    const { value: document, etag } = found;
    const copy = before?.etag === etag ? before.value : undefined;
    return { value: await deps.restore(document, copy), etag, confirmedAt };
  };
  const load = async () => {
    const before = held;
    held = undefined;
    for (let tries = 1; ; tries++) {
      try {
        held = await read(before);
        break;
      } catch (err) {
        if (!(err instanceof PartMissing) || tries === TRIES) throw err;
      }
    }
    if (held) deps.loaded?.(held.value);
  };
  const write = async (next: (copy: V | undefined) => Next<V, z.output<S>>) => {
    const before = held;
    held = undefined;
    const { value, document } = await next(before?.value);
    const confirmedAt = now().getTime();
    const etag = await state.save(key, document, before?.etag);
    return { value, etag, confirmedAt };
  };
  const fresh = () =>
    held !== undefined && now().getTime() - held.confirmedAt <= FRESH_MS;
  return {
    cached: () => held?.value,
    load,
    fresh,
    async refresh() {
      if (!fresh()) await load();
    },
    async save(next) {
      held = await write(next).catch((cause: unknown) => {
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
