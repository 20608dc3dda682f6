import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { OutgoingEvent, Publish, PublishAll } from '../dapr/publish';
import type { Metrics } from '../telemetry/metrics';
import { contextFrom, currentTraceparent, inSpan } from '../telemetry/tracing';
import type { Waiting } from './relay-store';
import type { OutboxEntry } from './versioned';

export interface BatchOptions {
  publish: Publish;
  /** For several events at once; without it they are published one by one. */
  publishAll?: PublishAll;
  metrics: Metrics;
}

export interface Outcome {
  /** The ids of the events. */
  published: string[];
  /** The errors, by the id of the document. */
  failed: Map<string, unknown>;
}

/**
 * Publishes the events of these documents. Each round publishes the next event
 * of every document, because a bulk request keeps no order: an event that fails
 * holds back the later ones of its document alone.
 */
export async function publishBatch(
  documents: Waiting[],
  options: BatchOptions,
): Promise<Outcome> {
  const failed = new Map<string, unknown>();
  const published: string[] = [];
  let open = documents;
  for (let round = 0; open.length > 0; round += 1) {
    const next = open.flatMap(({ _id, outbox }) => {
      const entry = outbox[round];
      return entry ? [{ _id, entry }] : [];
    });
    const errors = await publishEntries(
      next.map(({ entry }) => entry),
      options,
    );
    for (const { _id, entry } of next) {
      if (errors.has(entry.id)) failed.set(_id, errors.get(entry.id));
      else published.push(entry.id);
    }
    open = open.filter(
      ({ _id, outbox }) => !failed.has(_id) && outbox.length > round + 1,
    );
  }
  return { published, failed };
}

/** Returns the errors, by the id of the event. */
async function publishEntries(
  entries: OutboxEntry[],
  { publish, publishAll, metrics }: BatchOptions,
): Promise<Map<string, unknown>> {
  const errors =
    publishAll && entries.length > 1
      ? await publishAll(await Promise.all(entries.map(outgoing)))
      : await eachAlone(entries, publish);
  for (const { id, topic } of entries)
    if (!errors.has(id)) metrics.eventsPublished.inc({ topic });
  return errors;
}

async function eachAlone(entries: OutboxEntry[], publish: Publish) {
  const errors = new Map<string, unknown>();
  await Promise.all(
    entries.map((entry) =>
      inRelaySpan(entry, () => publish(eventOf(entry))).catch(
        (err: unknown) => void errors.set(entry.id, err),
      ),
    ),
  );
  return errors;
}

/** In a bulk request each event names its own trace. */
const outgoing = (entry: OutboxEntry): Promise<OutgoingEvent> =>
  inRelaySpan(entry, async () => {
    const traceparent = currentTraceparent();
    return {
      ...eventOf(entry),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
  });

const eventOf = ({ id, topic, data, at }: OutboxEntry): OutgoingEvent => ({
  id,
  topic,
  data,
  time: at,
});

const inRelaySpan = <T>(
  { id, traceparent }: OutboxEntry,
  work: () => Promise<T>,
): Promise<T> =>
  inSpan(
    'relay',
    {
      parent: contextFrom({ traceparent }, ROOT_CONTEXT),
      attributes: { 'messaging.message.id': id },
    },
    work,
  );
