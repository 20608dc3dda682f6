import { z } from 'zod';
import { actorCaller } from '../../src/actors/caller';
import { actorHost } from '../../src/actors/host';
import { sidecarReady } from '../../src/dapr/sidecar-health';
import { silentLog } from '../../src/testing/shell';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';
import { anyCaller, noToken } from '../../src/testing/identity';

jest.setTimeout(120_000);

const TYPE = `ReadyActor${Date.now().toString(36)}`;
let lab: Lab;
let app: RunningApp;
let host: RunningSidecar;
let activations = 0;

beforeAll(async () => {
  lab = await startLab();
  const activate = () => {
    activations += 1;
    return { invoke: async () => 'pong' };
  };
  const type = { name: TYPE, methods: ['ping'], activate };
  app = await runApp(
    actorHost([type], {
      access: anyCaller,
      appApiToken: TEST_APP_TOKEN,
      log: silentLog,
      idleTimeout: '1s',
    }),
  );
  host = await lab.sidecar({ app: 'host', appPort: app.port, actors: true });
});
afterAll(async () => {
  await lab.stop();
  await app.stop();
});

const ready = () => sidecarReady(host.door, { actors: true });
const isReady = () =>
  ready().then(
    () => true,
    () => false,
  );
const ping = () =>
  actorCaller(host.door, TYPE, { token: noToken, timeoutMs: 500 }).call(
    'a',
    'ping',
    {},
    z.string(),
  );

describe('an actor host', () => {
  it('is ready once it is placed', async () => {
    await expect(ready()).resolves.toBeUndefined();
    expect(await ping()).toBe('pong');
  });

  it('puts an idle actor away, and makes a new one for the next call', async () => {
    await ping();
    const before = activations;
    const idle = Date.now();
    // Each question keeps the actor awake, so they are asked further and
    // further apart.
    let pause = 500;
    await until(
      'a new one was made',
      async () => {
        if (Date.now() - idle < pause) return false;
        pause = (Date.now() - idle) * 2.5;
        await ping();
        return activations > before;
      },
      25_000,
    );
  });

  it('stops being ready when placement dies, where the sidecar still calls itself healthy; calls end by their timeout', async () => {
    await lab.placement.end('SIGKILL');
    await until('it is not ready', async () => !(await isReady()), 20_000);
    expect(
      (await host.door.request({ method: 'GET', path: '/v1.0/healthz' }))
        .status,
    ).toBe(204);
    const began = Date.now();
    await expect(ping()).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('is ready again, and answers, when placement is back', async () => {
    await lab.placement.start();
    await until('it is ready', isReady, 40_000);
    await until(
      'the actor answers',
      async () => (await ping()) === 'pong',
      20_000,
    );
  });

  it('is told at once when a reminder cannot be registered, for the scheduler is away', async () => {
    await lab.scheduler.end('SIGKILL');
    const reminding = actorCaller(host.door, TYPE, {
      token: noToken,
      timeoutMs: 2_000,
    }).remind('a', {
      name: 'r',
      dueTime: '1s',
    });
    await expect(reminding).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    expect(await ping()).toBe('pong');
  });

  it('is not ready without its sidecar', async () => {
    await host.end('SIGKILL');
    await expect(ready()).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
  });
});
