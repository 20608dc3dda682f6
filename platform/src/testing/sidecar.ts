/** The token that the sidecar of an app under test sends. */
export const TEST_APP_TOKEN = 'sidecar-token-of-the-tests';

/** Headers of a call from our own sidecar. */
export const asSidecar = { 'dapr-api-token': TEST_APP_TOKEN };

/** An event as the sidecar delivers it: path, headers and body of the POST. */
export function delivery(topic: string, data: unknown, id = 'event-1') {
  return {
    path: `/events/${topic}`,
    headers: { ...asSidecar, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      specversion: '1.0',
      id,
      source: 'test',
      type: topic,
      topic,
      pubsubname: 'bus',
      data,
    }),
  };
}
