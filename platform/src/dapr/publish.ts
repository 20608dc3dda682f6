import type { SignEvent } from '../auth/signed-events';
import { inSpan } from '../telemetry/tracing';
import { z } from 'zod';
import { jsonOf, unexpectedAnswer, type Sidecar } from './sidecar';

/** An event to be published. The `id` identifies duplicates. */
export interface OutgoingEvent {
  id: string;
  topic: string;
  data: unknown;
  /** ISO 8601: when the event happened, not when it is published. */
  time: string;
  /** Its trace in a bulk request; else the active one. */
  traceparent?: string;
}

/**
 * Publishes one event to the broker.
 * @throws AppError `dependency-unavailable` when the broker did not confirm it.
 */
export type Publish = (event: OutgoingEvent) => Promise<void>;

/** The app that publishes, and how it signs. */
export interface Publisher {
  source: string;
  sign: SignEvent;
}

/**
 * Publishes CloudEvents 1.0 through the sidecar. The trace context goes into
 * HTTP headers: the sidecar overwrites a `traceparent` in the event.
 */
export function publisher(
  sidecar: Sidecar,
  pubsub: string,
  by: Publisher,
): Publish {
  return (event) => {
    const { id, topic } = event;
    return inSpan(
      `publish ${topic}`,
      {
        kind: 'PRODUCER',
        attributes: {
          'messaging.message.id': id,
          'messaging.destination.name': topic,
        },
      },
      async () => {
        const response = await sidecar.request({
          method: 'POST',
          path: `/v1.0/publish/${pubsub}/${topic}`,
          headers: { 'content-type': 'application/cloudevents+json' },
          body: await cloudEvent(event, by),
        });
        if (response.status !== 204)
          throw unexpectedAnswer(`publishing ${topic}`, response);
      },
    );
  };
}

/**
 * Publishes many events at once, in no order.
 * @returns the errors by event id: those events are perhaps not published.
 */
export type PublishAll = (
  events: OutgoingEvent[],
) => Promise<Map<string, unknown>>;

/** The most in one request; the sidecar refuses bodies over 4 MB. */
const BULK = { events: 100, characters: 1_000_000 };

/** Publishes CloudEvents 1.0 through the sidecar's bulk request. */
export function bulkPublisher(
  sidecar: Sidecar,
  pubsub: string,
  by: Publisher,
): PublishAll {
  const send = async (topic: string, entries: BulkEntry[]) => {
    const response = await sidecar.request({
      method: 'POST',
      path: `/v1.0-alpha1/publish/bulk/${pubsub}/${topic}`,
      body: entries.map(({ entryId, event }) => ({
        entryId,
        event,
        contentType: 'application/cloudevents+json',
      })),
    });
    if (response.status === 204) return [];
    const err = unexpectedAnswer(`publishing ${topic}`, response);
    const failed = Failed.safeParse(jsonOf(response.text)).data?.failedEntries;
    const ids = failed?.map(({ entryId }) => entryId);
    return (ids ?? entries.map(({ entryId }) => entryId)).map(
      (id) => [id, err] as const,
    );
  };
  return async (events) => {
    const signed = await Promise.all(
      events.map(async ({ id, topic, ...rest }) => ({
        topic,
        entryId: id,
        event: await cloudEvent({ id, topic, ...rest }, by),
      })),
    );
    const requests = chunks(signed).map(({ topic, entries }) =>
      send(topic, entries).catch((err: unknown) =>
        entries.map(({ entryId }) => [entryId, err] as const),
      ),
    );
    return new Map((await Promise.all(requests)).flat());
  };
}

const Failed = z.object({
  failedEntries: z.array(z.object({ entryId: z.string() })).min(1),
});

interface BulkEntry {
  entryId: string;
  event: object;
}

interface Chunk {
  topic: string;
  entries: BulkEntry[];
  characters: number;
}

/** Requests of one topic each, none too large. */
function chunks(events: (BulkEntry & { topic: string })[]): Chunk[] {
  const open = new Map<string, Chunk>();
  const all: Chunk[] = [];
  for (const { topic, entryId, event } of events) {
    const { length } = JSON.stringify(event);
    let chunk = open.get(topic);
    if (
      !chunk ||
      chunk.entries.length >= BULK.events ||
      chunk.characters + length > BULK.characters
    ) {
      chunk = { topic, entries: [], characters: 0 };
      open.set(topic, chunk);
      all.push(chunk);
    }
    chunk.entries.push({ entryId, event });
    chunk.characters += length;
  }
  return all;
}

/** The sidecar keeps a trace only when `traceid` is there too. */
const cloudEvent = async (
  { id, topic, data, time, traceparent }: OutgoingEvent,
  { source, sign }: Publisher,
) => ({
  specversion: '1.0',
  id,
  source,
  type: topic,
  time,
  datacontenttype: 'application/json',
  data,
  signature: await sign({ id, source, type: topic, data }),
  ...(traceparent === undefined ? {} : { traceid: traceparent, traceparent }),
});
