import { defineEvent } from '@souk/contracts/event';
import { z } from 'zod';
import { publisher } from '../../src/dapr/publish';
import { stateStore, StateConflict } from '../../src/dapr/state';
import { on, subscriptions } from '../../src/dapr/subscribe';
import { testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';
import { anyPublisher, unsignedBy } from '../../src/testing/identity';

jest.setTimeout(90_000);

const run = Date.now().toString(36);
const priced = defineEvent(
  `lab.priced-${run}.v1`,
  z.object({ id: z.string(), version: z.int(), price: z.int() }),
);
const View = z.object({ version: z.int(), price: z.int(), changes: z.int() });

let lab: Lab;
let app: RunningApp;
let sidecar: RunningSidecar;
let deliveries = 0;
let running = 0;
let mostAtOnce = 0;
let slow = 0;

const views = () => stateStore(sidecar.door, 'state');

/**
 * Idempotent by the version: what is older or the same changes nothing, and the
 * write names the version it was made from.
 */
async function take({ id, version, price }: z.infer<(typeof priced)['data']>) {
  const found = await views().get(id, View);
  if (found && found.value.version >= version) return;
  if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
  await views().save(
    id,
    { version, price, changes: (found?.value.changes ?? 0) + 1 },
    found?.etag,
  );
}

beforeAll(async () => {
  lab = await startLab();
  const { log, metrics } = testShell('lab');
  const handle = async (data: z.infer<(typeof priced)['data']>) => {
    deliveries += 1;
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    await take(data).finally(() => (running -= 1));
  };
  app = await runApp(
    subscriptions(
      {
        app: `lab-${run}`,
        pubsub: 'hasty',
        verifyEvent: anyPublisher,
        appApiToken: TEST_APP_TOKEN,
        log,
        metrics,
      },
      [on(priced, handle)],
    ),
  );
  sidecar = await lab.sidecar({ app: 'inbox', appPort: app.port });
});
afterAll(async () => {
  await lab.stop();
  await app.stop();
});
beforeEach(() => {
  deliveries = 0;
  mostAtOnce = 0;
  slow = 0;
});

const publish = (id: string, version: number) =>
  publisher(
    sidecar.door,
    'hasty',
    unsignedBy('lab'),
  )({
    id: `${id}.${version}`,
    topic: priced.topic,
    data: { id, version, price: version * 100 },
    time: '2026-01-01T00:00:00.000Z',
  });
const viewOf = async (id: string) => (await views().get(id, View))?.value;
const settled = (count: number) =>
  until(
    `${count} deliveries have been handled`,
    () => deliveries >= count && running === 0,
    20_000,
  );

describe('an idempotent consumer on the real broker', () => {
  it('is not changed by the same event published ten times at once', async () => {
    const id = lab.fresh('twice');
    await Promise.all(Array.from({ length: 10 }, () => publish(id, 1)));
    await settled(10);
    expect(await viewOf(id)).toEqual({ version: 1, price: 100, changes: 1 });
  });

  it('ends with the newest version in whatever order the versions come', async () => {
    const id = lab.fresh('shuffled');
    for (const version of [3, 1, 5, 2, 4, 1, 5]) await publish(id, version);
    await settled(7);
    expect(await viewOf(id)).toMatchObject({ version: 5, price: 500 });
  });

  it('changes once when the broker hands the event over again while it is still being handled', async () => {
    const id = lab.fresh('slow');
    slow = 800;
    await publish(id, 1);
    await until(
      'it is being handled twice at once',
      () => mostAtOnce >= 2,
      20_000,
    );
    await settled(2);
    expect(await viewOf(id)).toEqual({ version: 1, price: 100, changes: 1 });
  });
});

describe('two handlers of one event', () => {
  it('cannot both write: the second one is told', async () => {
    const id = lab.fresh('raced');
    const etag = await views().save(
      id,
      { version: 1, price: 1, changes: 1 },
      undefined,
    );
    await views().save(id, { version: 2, price: 2, changes: 2 }, etag);
    await expect(
      views().save(id, { version: 2, price: 2, changes: 2 }, etag),
    ).rejects.toBeInstanceOf(StateConflict);
  });
});
