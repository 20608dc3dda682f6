import { randomInt } from 'node:crypto';
import { defineEvent } from '@souk/contracts/event';
import { z } from 'zod';
import { actorCaller, type ActorCaller } from '../../src/actors/caller';
import { on, subscriptions } from '../../src/dapr/subscribe';
import { testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { startChild, type Child } from '../fixtures/child';
import { freePorts } from '../fixtures/free-port';
import { startLab, type Lab } from './lab/lab';
import { runApp, type RunningApp } from './lab/running-app';
import type { RunningSidecar } from './lab/sidecar-part';
import { Counted, Tally } from './lab/tally';
import { anyPublisher, noToken } from '../../src/testing/identity';

jest.setTimeout(240_000);

const run = Date.now().toString(36);
const TYPE = `Tally${run}`;
const counted = defineEvent(`lab.counted-${run}.v1`, Counted);
const BUSY = ['a', 'b', 'c', 'd'];
/**
 * Called now and then, so that a host still has their copies when they move.
 */
const QUIET = ['e', 'f', 'g', 'h', 'i', 'j'];
const WORKERS = 2;
const ROUNDS = [
  ['app'],
  ['sidecar'],
  ['sidecar', 'app'],
  ['app', 'sidecar'],
] as const;

type Counted = z.infer<typeof Counted>;

/** One of two processes that host the type, with its sidecar. */
interface Host {
  port: number;
  daprPort: number;
  child?: Child;
  sidecar?: RunningSidecar;
}

let lab: Lab;
let listener: RunningApp;
let caller: ActorCaller;
let hosts: [Host, Host];
/** What arrived of each tally, by version. */
const heard = new Map<string, Map<number, Counted[]>>();
const versionsHeard = (id: string) =>
  [...(heard.get(id)?.keys() ?? [])].sort((a, b) => a - b);

async function listen() {
  const { log, metrics } = testShell('lab');
  const handle = async (data: Counted) => {
    const versions = heard.get(data.tallyId) ?? new Map<number, Counted[]>();
    heard.set(data.tallyId, versions);
    versions.set(data.version, [...(versions.get(data.version) ?? []), data]);
  };
  const appApiToken = TEST_APP_TOKEN;
  return runApp(
    subscriptions(
      {
        app: 'lab',
        pubsub: 'bus',
        verifyEvent: anyPublisher,
        appApiToken,
        log,
        metrics,
      },
      [on(counted, handle)],
    ),
  );
}

async function startChildOf(host: Host, broker: 'answers' | 'hangs') {
  host.child = startChild('../conformance/lab/tally-host.ts', {
    PORT: String(host.port),
    DAPR_HTTP_PORT: String(host.daprPort),
    TYPE,
    TOPIC: counted.topic,
    BROKER: broker,
  });
  await host.child.said('listening');
}

const kill = {
  app: async ({ child }: Host) => {
    child?.process.kill('SIGKILL');
    expect(await child?.ended).toBe('SIGKILL');
  },
  sidecar: async ({ sidecar }: Host) => sidecar?.end('SIGKILL'),
};
const start = {
  app: (host: Host) => startChildOf(host, 'answers'),
  sidecar: async ({ sidecar }: Host) => sidecar?.start(),
};

beforeAll(async () => {
  lab = await startLab();
  listener = await listen();
  const ports = await freePorts(4);
  const [port = 0, daprPort = 0, otherPort = 0, otherDaprPort = 0] = ports;
  hosts = [
    { port, daprPort },
    { port: otherPort, daprPort: otherDaprPort },
  ];
  await Promise.all(hosts.map((host) => startChildOf(host, 'answers')));
  const options = { app: 'tally', actors: true };
  for (const host of hosts) {
    const replicaOf = hosts[0].sidecar?.appId;
    host.sidecar = await lab.sidecar({
      ...options,
      appPort: host.port,
      httpPort: host.daprPort,
      ...(replicaOf === undefined ? {} : { replicaOf }),
    });
  }
  const stranger = await lab.sidecar({
    app: 'listener',
    appPort: listener.port,
  });
  caller = actorCaller(stranger.door, TYPE, {
    token: noToken,
    timeoutMs: 2_000,
  });
});
afterAll(async () => {
  await lab.stop();
  for (const { child } of hosts) child?.process.kill('SIGKILL');
  await listener.stop();
});

const read = (id: string) =>
  until(`${id} can be read`, () => caller.call(id, 'read', {}, Tally), 60_000);

/** Callers who repeat each operation, by its id, until it is acknowledged. */
function countingUntil(stopped: () => boolean) {
  const acknowledged = new Map<string, { id: string; by: number }>();
  let refused = 0;
  const add = async (id: string, operationId: string, by: number) => {
    const input = { operationId, by };
    try {
      await caller.call(id, 'add', input, z.int());
      return true;
    } catch (err) {
      refused += 1;
      throw err;
    }
  };
  const untilDone = async (id: string, operationId: string) => {
    const by = randomInt(1, 9);
    await until(
      `${operationId} is acknowledged`,
      () => add(id, operationId, by),
      90_000,
    );
    acknowledged.set(operationId, { id, by });
  };
  const work = async (id: string, worker: number) => {
    for (let n = 0; !stopped(); n += 1)
      await untilDone(id, `${id}-${worker}-${n}`);
  };
  const done = Promise.all(
    BUSY.flatMap((id) =>
      Array.from({ length: WORKERS }, (_, worker) => work(id, worker)),
    ),
  );
  let visits = 0;
  const visit = async () => {
    visits += 1;
    await Promise.all(QUIET.map((id) => untilDone(id, `${id}-${visits}`)));
  };
  return { acknowledged, refused: () => refused, visit, done };
}

describe('a second actor type, on two hosts that are killed in the middle of its turns', () => {
  it('loses nothing it acknowledged, does nothing twice and publishes every version', async () => {
    let stopped = false;
    const { acknowledged, refused, visit, done } = countingUntil(() => stopped);
    const more = async (count: number) => {
      const enough = acknowledged.size + count;
      await until(
        `${count} more are acknowledged`,
        () => acknowledged.size >= enough,
        90_000,
      );
    };
    for (const parts of ROUNDS) {
      for (const host of hosts) {
        await visit();
        await more(randomInt(20, 80));
        for (const part of parts) await kill[part](host);
        // A host without its sidecar loses its actors. An app that stays alive
        // still has their copies, now stale, when they come back.
        if (parts.some((part) => part === 'sidecar')) await visit();
        for (const part of ['app', 'sidecar'] as const)
          if (parts.some((one) => one === part)) await start[part](host);
      }
    }
    await visit();
    await more(50);
    stopped = true;
    await done;
    expect(refused()).toBeGreaterThan(0);

    for (const id of [...BUSY, ...QUIET]) {
      const own = [...acknowledged].filter(([, one]) => one.id === id);
      const { version, total, operations } = await until(
        'its copy is no older than what was acknowledged',
        async () => {
          const tally = await read(id);
          return tally.version >= own.length ? tally : undefined;
        },
      );
      expect([...operations].sort()).toEqual(own.map(([name]) => name).sort());
      expect(total).toBe(own.reduce((sum, [, { by }]) => sum + by, 0));
      expect(version).toBe(operations.length);
      await until(
        `all ${version} versions of ${id} have arrived`,
        () => versionsHeard(id).length >= version,
        90_000,
      );
      expect(versionsHeard(id)).toEqual(operations.map((_, n) => n + 1));
      for (const [nth, events] of heard.get(id) ?? [])
        for (const { operationId } of events)
          expect(operationId).toBe(operations[nth - 1]);
    }
  });
});

describe('a second actor type whose hosts all die before anything is published', () => {
  it('publishes what waits and does what fell due, by its reminders alone', async () => {
    for (const host of hosts) {
      await kill.app(host);
      await startChildOf(host, 'hangs');
    }
    const add = { operationId: 'first', by: 1 };
    await until(
      'both are acknowledged',
      async () => {
        await caller.call('left', 'add', add, z.int());
        const closing = { ...add, closesInMs: 2_000 };
        return caller.call('due', 'add', closing, z.int());
      },
      60_000,
    );
    for (const host of hosts) await kill.sidecar(host);
    for (const host of hosts) await kill.app(host);
    expect([heard.get('left'), heard.get('due')]).toEqual([
      undefined,
      undefined,
    ]);

    await Promise.all(hosts.map((host) => start.app(host)));
    await Promise.all(hosts.map((host) => start.sidecar(host)));
    await until(
      'all of them have arrived',
      () => heard.get('left')?.has(1) && heard.get('due')?.has(2),
      120_000,
    );
    expect(heard.get('due')?.get(2)?.[0]).toMatchObject({
      operationId: 'close',
      total: 1,
    });
    expect((await read('due')).closesAt).toBeUndefined();
  });
});
