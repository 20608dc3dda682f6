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
   * How often documents left behind by a crash or a failed publish are looked
   * for.
   */
  pollMs?: number;
}

/**
 * The other half of the transactional outbox (Richardson, "Microservices
 * Patterns", 3.2): publishes what waits in documents, in order per document,
 * then takes it out by compare-and-set. A crash in between publishes again.
 */
export interface Relay {
  /** A document has just been saved with something to publish. */
  saved(id: string): void;
  start(): void;
  /** Resolves when nothing of ours is under way any more. */
  stop(): Promise<void>;
}

const BATCH = 50;
const PARALLEL = 4;
/** Younger ones are still with whoever saved them. */
const LEFT_BEHIND_MS = 1_000;

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
      if (running.has(id)) continue; // in order: this document is being published right now
      queue.delete(id);
      const work = drainDocument(collection, id, options)
        .catch((err: unknown) =>
          log.warn(
            { err, id, collection: collection.collectionName },
            'not published yet, will be tried again',
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
    const settled = now().getTime() - LEFT_BEHIND_MS;
    for (const doc of pending as unknown as Versioned[]) {
      if (Date.parse(doc.outbox[0]?.at ?? '') <= settled) queue.add(doc._id);
    }
    pump();
  };
  const again = () => {
    if (stopped) return;
    timer = setTimeout(() => {
      poll()
        .catch((err: unknown) => log.warn({ err }, 'the outbox cannot be read'))
        .finally(again);
    }, pollMs);
  };
  return {
    saved(id) {
      queue.add(id);
      pump();
    },
    start: again,
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
    // A change made meanwhile has a higher version and perhaps a new entry;
    // then the document is read again.
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

/**
 * What the relay's search for leftovers needs; part of every store's indexes.
 */
export const PENDING_INDEX = {
  key: { pending: 1 },
  name: 'pending',
  sparse: true,
} as const;
