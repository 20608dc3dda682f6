import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Collection, Filter, UpdateFilter } from 'mongodb';
import type { Publish } from '../dapr/publish';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import { contextFrom, inSpan } from '../telemetry/tracing';
import type { OutboxEntry, Versioned } from './versioned';

export interface RelayOptions {
  publish: Publish;
  log: Logger;
  metrics: Metrics;
  now?: () => Date;
  /**
   * Interval of the search for events left behind by a crash or a failed
   * publish.
   */
  pollMs?: number;
}

/**
 * The relay of a transactional outbox (Richardson, "Microservices Patterns",
 * 3.2). It publishes the events waiting in each document in order, then removes
 * them by compare-and-set. After a crash in between they are published again.
 */
export interface Relay {
  /** Call after saving a document with events to publish. */
  saved(id: string): void;
  start(): void;
  /** Resolves when no work of ours is in progress. */
  stop(): Promise<void>;
}

const BATCH = 50;
const PARALLEL = 4;
/** The process that saved a younger event is still publishing it. */
const MIN_AGE_MS = 1_000;

export function createRelay<D extends Versioned>(
  collection: Collection<D>,
  options: RelayOptions,
): Relay {
  const { log, now = () => new Date(), pollMs = 1_000 } = options;
  const queue = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const pump = () => {
    for (const id of queue) {
      if (stopped || running.size >= PARALLEL) return;
      if (running.has(id)) continue; // keep the order: this document is being published right now
      queue.delete(id);
      const work = drainDocument(collection, id, options)
        .catch((err: unknown) =>
          log.warn(
            { err, id, collection: collection.collectionName },
            'not published yet, will retry',
          ),
        )
        .finally(() => {
          running.delete(id);
          pump();
        });
      running.set(id, work);
    }
  };
  const poll = async () => {
    const pending = await collection
      .find({ pending: true } as Filter<D>, { limit: BATCH })
      .toArray();
    const cutoff = now().getTime() - MIN_AGE_MS;
    for (const doc of pending as unknown as Versioned[]) {
      if (Date.parse(doc.outbox[0]?.at ?? '') <= cutoff) queue.add(doc._id);
    }
    pump();
  };
  const schedulePoll = () => {
    if (stopped) return;
    timer = setTimeout(() => {
      poll()
        .catch((err: unknown) => log.warn({ err }, 'the outbox cannot be read'))
        .finally(schedulePoll);
    }, pollMs);
  };
  return {
    saved(id) {
      queue.add(id);
      pump();
    },
    start: schedulePoll,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.allSettled(running.values());
    },
  };
}

async function drainDocument<D extends Versioned>(
  collection: Collection<D>,
  id: string,
  options: RelayOptions,
): Promise<void> {
  for (;;) {
    const doc = (await collection.findOne({
      _id: id,
    } as Filter<D>)) as Versioned | null;
    const waiting = doc?.outbox ?? [];
    if (!doc || waiting.length === 0) return;
    for (const entry of waiting) await publishEntry(entry, options);
    const published = waiting.map((entry) => entry.id);
    const change = {
      $pull: { outbox: { id: { $in: published } } },
      $unset: { pending: '' },
    };
    // A concurrent change has a higher version and perhaps a new event; then
    // read the document again.
    const marked = await collection.updateOne(
      { _id: id, v: doc.v } as Filter<D>,
      change as unknown as UpdateFilter<D>,
    );
    if (marked.matchedCount === 1) return;
  }
}

async function publishEntry(
  { id, topic, data, at, traceparent }: OutboxEntry,
  { publish, metrics }: RelayOptions,
): Promise<void> {
  const parent = contextFrom({ traceparent }, ROOT_CONTEXT);
  await inSpan(
    'relay',
    { parent, attributes: { 'messaging.message.id': id } },
    () => publish({ id, topic, data, time: at }),
  );
  metrics.eventsPublished.inc({ topic });
}

/** The index for the relay's search; part of every store's indexes. */
export const PENDING_INDEX = {
  key: { pending: 1 },
  name: 'pending',
  sparse: true,
} as const;
