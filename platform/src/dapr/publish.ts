import { inSpan } from '../telemetry/tracing';
import { unexpectedAnswer, type Sidecar } from './sidecar';

/** An event to be published. The `id` identifies duplicates. */
export interface OutgoingEvent {
  id: string;
  topic: string;
  data: unknown;
  /** ISO 8601: when the event happened, not when it is published. */
  time: string;
}

/**
 * Publishes one event to the broker.
 * @throws AppError `dependency-unavailable` when the broker did not confirm it.
 */
export type Publish = (event: OutgoingEvent) => Promise<void>;

/**
 * Publishes CloudEvents 1.0 through the sidecar. The trace context goes into
 * HTTP headers: the sidecar overwrites a `traceparent` in the event.
 */
export function publisher(
  sidecar: Sidecar,
  pubsub: string,
  source: string,
): Publish {
  return ({ id, topic, data, time }) =>
    inSpan(
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
          body: {
            specversion: '1.0',
            id,
            source,
            type: topic,
            time,
            datacontenttype: 'application/json',
            data,
          },
        });
        if (response.status !== 204)
          throw unexpectedAnswer(`publishing ${topic}`, response);
      },
    );
}
