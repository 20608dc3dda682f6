import { inSpan } from '../telemetry/tracing';
import { unexpected, type Sidecar } from './sidecar';

/** An event on its way to the broker; `id` makes a repetition recognisable. */
export interface OutgoingEvent {
  id: string;
  topic: string;
  data: unknown;
  /** ISO 8601: when it happened, not when it is published. */
  time: string;
}

/**
 * Hands one event to the broker. @throws AppError `dependency-unavailable` when
 * it is not known to be stored.
 */
export type Publish = (event: OutgoingEvent) => Promise<void>;

/**
 * CloudEvents 1.0 over the sidecar. The trace travels as HTTP headers: the
 * sidecar overwrites a `traceparent` inside the event.
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
          throw unexpected(`publishing ${topic}`, response);
      },
    );
}
