import { defineEvent } from '@souk/contracts/event';
import { z } from 'zod';
import { signingKeys } from '../../src/auth/keys';
import { eventSigner, eventVerifier } from '../../src/auth/signed-events';
import { bulkPublisher, publisher } from '../../src/dapr/publish';
import type { CloudEvent } from '../../src/dapr/delivery';
import { memoryKeeper } from '../../src/dapr/memory-keeper';
import { on, subscriptions } from '../../src/dapr/subscribe';
import { startTelemetry } from '../../src/telemetry/exporter';
import {
  currentTraceId,
  currentTraceparent,
  inSpan,
} from '../../src/telemetry/tracing';
import { newKeyPem, unsignedBy } from '../../src/testing/identity';
import { testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { describeBus } from './bus-suite';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';

jest.setTimeout(90_000);

const run = Date.now().toString(36);
const noted = defineEvent(
  `lab.noted-${run}.v1`,
  z.object({ n: z.number(), padding: z.string().optional() }),
);

/** What reached the handler, in order, and what it is to do with it. */
const seen: { n: number; eventId: string; traceId: string | undefined }[] = [];
const kept: CloudEvent[] = [];
let behave: (n: number) => Promise<void> = async () => undefined;
const timesSeen = (n: number) =>
  seen.filter((delivery) => delivery.n === n).length;

const keys = signingKeys(newKeyPem());
const keysOf = () => async (kid: string) => keys.find(kid);
const owner = () => 'lab';
const sign = eventSigner(async () => keys, owner);
const verifyEvent = eventVerifier({ keysOf, owner });

let lab: Lab;
let app: RunningApp;
let subscriber: RunningSidecar;
let stranger: RunningSidecar;
let stopTelemetry: () => Promise<void>;

beforeAll(async () => {
  stopTelemetry = startTelemetry({
    service: 'lab',
    pod: 'lab-0',
    endpoint: undefined,
  });
  lab = await startLab();
  const handle = async ({ n }: { n: number }, eventId: string) => {
    seen.push({ n, eventId, traceId: currentTraceId() });
    await behave(n);
  };
  const { log, metrics } = testShell('lab');
  const options = {
    app: `lab-${run}`,
    pubsub: 'bus',
    appApiToken: TEST_APP_TOKEN,
    log,
    metrics,
    verifyEvent,
    deadLetters: {
      ...memoryKeeper(),
      keep: async (event: CloudEvent) => void kept.push(event),
    },
  };
  app = await runApp(subscriptions(options, [on(noted, handle)]));
  [subscriber, stranger] = await Promise.all([
    lab.sidecar({ app: 'subscriber', appPort: app.port }),
    lab.sidecar({ app: 'stranger' }),
  ]);
});
afterAll(async () => {
  await lab.stop();
  await app.stop();
  await stopTelemetry();
});
beforeEach(() => {
  behave = async () => undefined;
});

const publish = (data: unknown, id: string) =>
  publisher(stranger.door, 'bus', { source: 'lab', sign })({
    id,
    topic: noted.topic,
    data,
    time: '2026-01-01T00:00:00.000Z',
  });

describe('a published event', () => {
  it('reaches the subscriber with its own id, inside the trace it was published in', async () => {
    const traceId = await inSpan('edge', {}, async () => {
      await publish({ n: 1 }, 'event-1');
      return currentTraceId();
    });
    await until('the event is handled', () => timesSeen(1) === 1);
    expect(seen.find(({ n }) => n === 1)).toEqual({
      n: 1,
      eventId: 'event-1',
      traceId,
    });
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('of a bulk request keeps its own id and trace', async () => {
    const traces: (string | undefined)[] = [];
    const events = await Promise.all(
      [201, 202].map((n) =>
        inSpan('edge', {}, async () => {
          traces.push(currentTraceId());
          return {
            id: `event-${n}`,
            topic: noted.topic,
            data: { n },
            time: '2026-01-01T00:00:00.000Z',
            traceparent: currentTraceparent() ?? '',
          };
        }),
      ),
    );
    const publishAll = bulkPublisher(stranger.door, 'bus', {
      source: 'lab',
      sign,
    });
    expect(await publishAll(events)).toEqual(new Map());
    await until('both are handled', () => timesSeen(201) + timesSeen(202) >= 2);
    for (const [at, n] of [201, 202].entries())
      expect(seen.find((one) => one.n === n)).toEqual({
        n,
        eventId: `event-${n}`,
        traceId: traces[at],
      });
  });

  it('may hold whatever the sidecar rewrites', async () => {
    const padding = 'é <&> \u2028 \ud800 "\\';
    await publish({ padding, n: 9e-7, big: 1.5e300, zero: -0 }, 'event-9');
    await until('the event is handled', () => timesSeen(9e-7) === 1);
  });

  it('that nobody could store is an error to the publisher', async () => {
    const event = {
      id: '1',
      topic: noted.topic,
      data: {},
      time: '2026-01-01T00:00:00.000Z',
    };
    await expect(
      publisher(stranger.door, 'no-such-bus', { source: 'lab', sign })(event),
    ).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
  });
});

describeBus('the broker behind the sidecars', {
  publish,
  seen,
  behave: (as) => void (behave = as),
});

describe('an event of someone else', () => {
  const forged = async (
    id: string,
    publication: Parameters<typeof publisher>[2],
  ) =>
    publisher(
      stranger.door,
      'bus',
      publication,
    )({ id, topic: noted.topic, data: { n: 8 }, time: '2026-01-01T00:00:00Z' });

  it('never reaches the handler, and is kept', async () => {
    const stolen = signingKeys(newKeyPem());
    await forged('forged-1', unsignedBy('lab'));
    await forged('forged-2', {
      source: 'lab',
      sign: eventSigner(async () => stolen, owner),
    });
    await forged('forged-3', {
      source: 'another',
      sign: eventSigner(
        async () => keys,
        () => 'another',
      ),
    });
    for (const id of ['forged-1', 'forged-2', 'forged-3'])
      await until(`${id} is kept`, () =>
        kept.find(({ publishedId }) => publishedId === id),
      );
    expect(timesSeen(8)).toBe(0);
  });
});

describe('poison', () => {
  it('goes to the dead letter once and the stream goes on', async () => {
    await publish({ n: 'not a number' }, 'poison-1');
    await publish({ n: 5 }, 'event-5');
    await until('the dead letter is kept', () =>
      kept.find(({ id }) => id === 'poison-1'),
    );
    await until('the event behind it is handled', () => timesSeen(5) === 1);
    expect(kept.filter(({ id }) => id === 'poison-1')).toMatchObject([
      { type: noted.topic, data: { n: 'not a number' } },
    ]);
  });

  it('of thirty events whose handler fails holds up no other event, and ends', async () => {
    const isPoison = (n: number) => n >= 200 && n < 230;
    behave = async (n) => {
      if (isPoison(n)) throw new TypeError('a bug that only these meet');
    };
    const poison = Array.from({ length: 30 }, (_, i) => 200 + i);
    await Promise.all(poison.map((n) => publish({ n }, `poison-${n}`)));
    await until('every one has failed', () =>
      poison.every((n) => timesSeen(n) > 0),
    );
    const letters = () =>
      kept
        .filter(({ data }) => isPoison((data as { n: number }).n))
        .map(({ id }) => id);
    expect(letters()).toEqual([]);
    for (let n = 240; n < 245; n++) {
      await publish({ n }, `event-${n}`);
      await until('an event behind them is handled', () => timesSeen(n) === 1);
    }
    expect(letters().length).toBeLessThan(30);
    await until(
      'all of them are kept',
      () => new Set(letters()).size === 30,
      30_000,
    );
    // At least: the broker may deliver an event twice at once.
    for (const n of poison) expect(timesSeen(n)).toBeGreaterThanOrEqual(5);
  });

  it('that is not even JSON is kept as well', async () => {
    await stranger.door.request({
      method: 'POST',
      path: `/v1.0/publish/bus/${noted.topic}?metadata.rawPayload=true`,
      body: 'not an event',
    });
    await until('the dead letter is kept', () =>
      kept.find(({ data }) => data === '"not an event"'),
    );
  });

  it('larger than any request may be goes there as well', async () => {
    await publish({ n: 'x', padding: 'x'.repeat(600_000) }, 'poison-2');
    await until('the dead letter is kept', () =>
      kept.find(({ id }) => id === 'poison-2'),
    );
  });
});

describe('the routes of a subscriber', () => {
  it.each([
    ['POST', `events/${noted.topic}`],
    ['GET', 'dapr/subscribe'],
  ] as const)(
    'cannot be reached by another app: %s %s',
    async (method, path) => {
      const before = seen.length;
      const answer = await stranger.door.request({
        method,
        path: `/v1.0/invoke/${subscriber.appId}/method/${path}`,
        ...(method === 'POST'
          ? { body: { id: 'forged', type: noted.topic, data: { n: 6 } } }
          : {}),
      });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('sidecar-only');
      expect(seen).toHaveLength(before);
    },
  );
});

describe('a subscriber that is killed with its sidecar', () => {
  it('handles afterwards what was published meanwhile', async () => {
    await subscriber.end('SIGKILL');
    await publish({ n: 7 }, 'event-7');
    await subscriber.start();
    await until('the event is handled', () => timesSeen(7) >= 1, 30_000);
  });
});
