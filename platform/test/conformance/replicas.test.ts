import { defineEvent, type EventContract } from '@souk/contracts/event';
import { z } from 'zod';
import { publisher } from '../../src/dapr/publish';
import { on, subscriptions } from '../../src/dapr/subscribe';
import { testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';
import { anyPublisher, unsignedBy } from '../../src/testing/identity';

jest.setTimeout(60_000);

const run = Date.now().toString(36);
const Data = z.object({ n: z.int() });
const shared = defineEvent(`lab.shared-${run}.v1`, Data);
const spread = defineEvent(`lab.spread-${run}.v1`, Data);
const doomed = defineEvent(`lab.doomed-${run}.v1`, Data);

let lab: Lab;
const apps: RunningApp[] = [];
let first: RunningSidecar;

/** What one replica has handled, as `topic n`. */
async function replica(pubsub: string, events: EventContract[], fail = false) {
  const handled: string[] = [];
  const { log, metrics } = testShell('lab');
  const subs = events.map((event) =>
    on(event, async (data) => {
      handled.push(`${event.topic} ${Data.parse(data).n}`);
      if (fail) throw new Error('always');
    }),
  );
  const app = await runApp(
    subscriptions(
      {
        app: 'lab',
        pubsub,
        verifyEvent: anyPublisher,
        appApiToken: TEST_APP_TOKEN,
        log,
        metrics,
      },
      subs,
    ),
  );
  apps.push(app);
  return { handled, appPort: app.port };
}

beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.stop();
  await Promise.all(apps.map((app) => app.stop()));
});

const publish = (event: EventContract, n: number) =>
  publisher(
    first.door,
    'bus',
    unsignedBy('lab'),
  )({
    id: `${event.topic}-${n}`,
    topic: event.topic,
    data: { n },
    time: '2026-01-01T00:00:00.000Z',
  });
const numbers = Array.from({ length: 20 }, (_, n) => n);

describe('two replicas of one app', () => {
  it('share the events of the bus, and each gets every event of the broadcast', async () => {
    const sharing = [
      await replica('bus', [shared]),
      await replica('bus', [shared]),
    ] as const;
    first = await lab.sidecar({ app: 'sharing', appPort: sharing[0].appPort });
    await lab.sidecar({
      app: 'sharing',
      appPort: sharing[1].appPort,
      replicaOf: first.appId,
    });
    const listening = [
      await replica('broadcast', [spread]),
      await replica('broadcast', [spread]),
    ] as const;
    const third = await lab.sidecar({
      app: 'listening',
      appPort: listening[0].appPort,
    });
    await lab.sidecar({
      app: 'listening',
      appPort: listening[1].appPort,
      replicaOf: third.appId,
    });

    for (const n of numbers)
      await Promise.all([publish(shared, n), publish(spread, n)]);
    await until(
      'each replica heard every broadcast',
      () => listening.every(({ handled }) => handled.length >= 20),
      20_000,
    );
    await until(
      'every shared event is handled',
      () => sharing[0].handled.length + sharing[1].handled.length >= 20,
      20_000,
    );
    const all = (topic: string) => numbers.map((n) => `${topic} ${n}`).sort();
    for (const { handled } of listening)
      expect([...new Set(handled)].sort()).toEqual(all(spread.topic));
    expect([...sharing[0].handled, ...sharing[1].handled].sort()).toEqual(
      all(shared.topic),
    );
  });
});

describe('a failing subscriber without the retry policy', () => {
  it('loses the event, which is why the components carry one', async () => {
    const careful = await replica('bus', [doomed], true);
    const careless = await replica('bus', [doomed], true);
    await lab.sidecar({ app: 'careful', appPort: careful.appPort });
    await lab.sidecar({
      app: 'careless',
      appPort: careless.appPort,
      retries: false,
    });
    await publish(doomed, 1);
    await until(
      'the careful one was handed it four times',
      () => careful.handled.length >= 4,
      20_000,
    );
    expect(careless.handled).toHaveLength(1);
  });
});
