import { actorLook, actorWatch } from '../../src/actors/watch';
import { actorHost } from '../../src/actors/host';
import { sidecarReady } from '../../src/dapr/sidecar-health';
import { silentLog } from '../../src/testing/shell';
import { recordSpans } from '../../src/testing/spans';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { labActor } from './lab/actor';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';
import { anyCaller } from '../../src/testing/identity';

jest.setTimeout(90_000);

const seen = labActor('WatchedActor');
/**
 * Of a type nobody hosts: calls wait for a host, while the sidecar says that it
 * is ready.
 */
const HANGING = 'NobodysActor';

const spans = recordSpans();

let lab: Lab;
let app: RunningApp;
let host: RunningSidecar;

beforeAll(async () => {
  lab = await startLab();
  app = await runApp(
    actorHost([seen.type], {
      appApiToken: TEST_APP_TOKEN,
      access: anyCaller,
      log: silentLog,
    }),
  );
  host = await lab.sidecar({ app: 'watched', appPort: app.port, actors: true });
});
afterAll(async () => {
  await lab.stop();
  await app.stop();
});

const ready = () => sidecarReady(host.door, { actors: true });

async function looks(times: number, type: string): Promise<boolean[]> {
  const look = actorLook({ sidecar: host.door, type });
  const said: boolean[] = [];
  for (let n = 0; n < times; n++) said.push(await look());
  return said;
}

it('finds that calls are answered, and neither makes an actor for it nor leaves a trace', async () => {
  await ready();
  expect(await looks(5, seen.type.name)).not.toContain(true);
  expect(seen.activations.size).toBe(0);
  const turns = () =>
    spans.ended().filter(({ name }) => name.startsWith('PUT /actors/'));
  expect(turns()).toEqual([]);
  await host.door.request({
    method: 'PUT',
    path: `/v1.0/actors/${seen.type.name}/any/method/unknown`,
    body: {},
  });
  await until(
    'a call that is no look has left one',
    () => turns().length === 1,
  );
});

it('finds that calls hang while the sidecar says that it hosts actors', async () => {
  expect(await looks(4, HANGING)).toEqual([false, false, false, true]);
  await ready();
});

it('has the sidecar end by itself, and finds nothing wrong with the one that is started then', async () => {
  const watch = actorWatch(
    { sidecar: host.door, type: HANGING, log: silentLog },
    100,
  );
  const gone = () =>
    host.door.request({ method: 'GET', path: '/v1.0/healthz' }).then(
      () => false,
      () => true,
    );
  await until('the sidecar has ended', gone, 60_000);
  watch.stop();
  await host.end('SIGKILL');
  await host.start();
  expect(await looks(5, seen.type.name)).not.toContain(true);
});
