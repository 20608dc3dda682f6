import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';
import { BUDGET_MS, withBudget } from '../http/deadline';
import type { Logger } from '../telemetry/logger';
import { publishBatch, type BatchOptions } from './relay-batch';
import { relayStore, type RelayStore, type Waiting } from './relay-store';
import { RANGES, type Outboxed } from './versioned';

export interface RelayOptions extends BatchOptions {
  log: Logger;
  now?: () => Date;
  /**
   * Interval of the search for events left behind by a crash or a failed
   * publish; while nothing can be published it doubles, up to 30 s.
   */
  pollMs?: number;
}

/**
 * The relay of a transactional outbox (Richardson, "Microservices Patterns",
 * 3.2). It publishes the events waiting in each document in order, then removes
 * them. After a crash in between they are published again.
 */
export interface Relay {
  /** Call after saving a document with events to publish. */
  saved(id: string): void;
  start(): void;
  /** Resolves when no work of ours is in progress. */
  stop(): Promise<void>;
}

const BATCH = 200;
const PARALLEL = 4;
/** What is saved beyond it is left to the search. */
const MOST_QUEUED = 1_000;
/** The process that saved a younger event is still publishing it. */
const MIN_AGE_MS = 1_000;
const MOST_BACK_OFF_MS = 30_000;

export function createRelay<D extends Outboxed>(
  collection: Collection<D>,
  options: RelayOptions,
): Relay {
  const now = options.now ?? (() => new Date());
  const owner = randomUUID();
  return relayOf(relayStore(collection, { owner, now }), { ...options, now });
}

/** The relay of any store; `createRelay` makes the one of a collection. */
export function relayOf(store: RelayStore, options: RelayOptions): Relay {
  const { log, metrics, now = () => new Date(), pollMs = 1_000 } = options;
  const outbox = store.name;
  const queue = new Set<string>();
  /** Each document is in one batch at a time, which keeps its order. */
  const taken = new Set<string>();
  const batches = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let searching = Promise.resolve();
  let failures = 0;
  let stopped = false;

  const holding = async <T>(ids: string[], work: () => Promise<T>) => {
    for (const id of ids) taken.add(id);
    try {
      return await work();
    } finally {
      for (const id of ids) taken.delete(id);
      pump();
    }
  };
  const publish = async (documents: Waiting[]) => {
    const { published, failed } = await publishBatch(documents, options);
    if (published.length > 0)
      await store.remove(
        documents.map(({ _id }) => _id),
        published,
      );
    const [first] = failed;
    if (first) {
      const [id, err] = first;
      log.warn(
        { err, id, collection: outbox, documents: failed.size },
        'not published yet, will retry',
      );
    }
    return failed;
  };
  const pump = () => {
    while (!stopped && batches.size < PARALLEL) {
      const ids = [...queue].filter((id) => !taken.has(id)).slice(0, BATCH);
      if (ids.length === 0) return;
      for (const id of ids) queue.delete(id);
      const batch: Promise<void> = withBudget(BUDGET_MS, () =>
        holding(ids, async () => {
          await publish(await store.of(ids));
        }),
      )
        .catch((err: unknown) =>
          log.warn({ err, collection: outbox }, 'the outbox waits'),
        )
        .finally(() => {
          batches.delete(batch);
          pump();
        });
      batches.add(batch);
    }
  };
  const drain = async (range: number) => {
    const without: string[] = [];
    while (!stopped && (await store.claims.take(range))) {
      const before = new Date(now().getTime() - MIN_AGE_MS).toISOString();
      const found = await store.inRange(range, { before, without });
      const free = found.filter(({ _id }) => !taken.has(_id));
      if (free.length === 0) return;
      const ids = free.map(({ _id }) => _id);
      const failed = await holding(ids, () => publish(free));
      if (failed.size === free.length) throw [...failed.values()][0];
      without.push(...failed.keys());
    }
  };
  const search = async () => {
    const oldest = await store.oldest();
    metrics.outboxOldestSeconds.set(
      { outbox },
      oldest === undefined ? 0 : (now().getTime() - oldest) / 1_000,
    );
    if (oldest === undefined || now().getTime() - oldest < MIN_AGE_MS) return;
    const first = Math.floor(Math.random() * RANGES);
    for (let n = 0; n < RANGES; n += 1) {
      const range = (first + n) % RANGES;
      await drain(range).finally(() => store.claims.release(range));
    }
  };
  const scheduleSearch = () => {
    if (stopped) return;
    timer = setTimeout(
      () => {
        searching = search()
          .then(() => void (failures = 0))
          .catch((err: unknown) => {
            failures += 1;
            log.warn({ err, collection: outbox }, 'the outbox waits');
          })
          .finally(scheduleSearch);
      },
      Math.min(MOST_BACK_OFF_MS, pollMs * 2 ** failures),
    );
  };
  return {
    saved(id) {
      if (queue.size < MOST_QUEUED) queue.add(id);
      pump();
    },
    start: scheduleSearch,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.allSettled([...batches, searching]);
    },
  };
}
