import { z } from 'zod';
import { actorCaller, type ActorCaller } from '../../src/dapr/actor-caller';
import type { Actor } from '../../src/dapr/actor-turns';
import { actorHost } from '../../src/dapr/actors';
import { currentTraceId, inSpan } from '../../src/telemetry/tracing';
import { silentLog } from '../../src/testing/shell';
import { recordSpans } from '../../src/testing/spans';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { runApp, type RunningApp } from './running-app';
import { startLab, type Lab } from './sidecar-lab';
import type { RunningSidecar } from './sidecar-part';

jest.setTimeout(90_000);

const TYPE = `LabActor${Date.now().toString(36)}`;
const turnsNow = new Map<string, number>();
const overlaps: string[] = [];
const finished: string[] = [];
const activations = new Map<string, number>();
const reminded: { id: string; name: string; data: unknown }[] = [];
let failReminders = 0;

/** Its state is kept in the object alone, so what survives a turn can be seen. */
function labActor(id: string): Actor {
  let n = 0;
  activations.set(id, (activations.get(id) ?? 0) + 1);
  const methods: Record<string, (input: unknown) => Promise<unknown>> = {
    add: async (input) => (n += z.object({ by: z.number() }).parse(input).by),
    addThenFail: async () => {
      n += 1;
      throw new Error('in the middle');
    },
    answer: async (input) => z.object({ value: z.unknown() }).parse(input).value,
    traceId: async () => currentTraceId(),
    callItself: async () => actorCaller(host.door, TYPE, 300).call(id, 'answer', { value: 1 }, z.unknown()),
    slow: async (input) => {
      const now = (turnsNow.get(id) ?? 0) + 1;
      turnsNow.set(id, now);
      if (now > 1) overlaps.push(id);
      await new Promise((resolve) => setTimeout(resolve, z.object({ ms: z.number() }).parse(input).ms));
      turnsNow.set(id, now - 1);
      finished.push(id);
      return null;
    },
  };
  return {
    invoke: async (method, input) => methods[method]?.(input),
    async remind(name, data) {
      reminded.push({ id, name, data });
      if (failReminders > 0) {
        failReminders -= 1;
        throw new Error('the reminder failed');
      }
    },
  };
}

let lab: Lab;
let app: RunningApp;
let host: RunningSidecar;
let stranger: RunningSidecar;
let actors: ActorCaller;
/** The host's own: a sidecar registers reminders for the types it hosts alone. */
let own: ActorCaller;
const spans = recordSpans();

beforeAll(async () => {
  lab = await startLab();
  const methods = ['add', 'addThenFail', 'answer', 'callItself', 'slow', 'traceId'];
  const type = { name: TYPE, methods, activate: labActor };
  app = await runApp(actorHost([type], { appApiToken: TEST_APP_TOKEN, log: silentLog }));
  [host, stranger] = await Promise.all([
    lab.sidecar({ app: 'host', appPort: app.port, actors: true }),
    lab.sidecar({ app: 'stranger' }),
  ]);
  actors = actorCaller(stranger.door, TYPE);
  own = actorCaller(host.door, TYPE);
});
afterAll(async () => {
  await lab.stop();
  await app.stop();
});

const add = (id: string, by: number) => actors.call(id, 'add', { by }, z.number());
const timesReminded = (id: string) => reminded.filter((reminder) => reminder.id === id).length;

describe('an actor', () => {
  it('is called from another app, keeps its copy, and answers what its method returns', async () => {
    expect(await add('a', 2)).toBe(2);
    expect(await add('a', 3)).toBe(5);
    expect(activations.get('a')).toBe(1);
  });

  it.each([0, false, '', null, { refused: 'not-enough-stock' }])('answers %p as it is', async (value) => {
    expect(await actors.call('b', 'answer', { value }, z.unknown())).toEqual(value);
  });

  it('that throws is an error to its caller, and its half-made state does not survive', async () => {
    expect(await add('c', 1)).toBe(1);
    await expect(actors.call('c', 'addThenFail', {}, z.unknown())).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    expect(await add('c', 0)).toBe(0);
  });

  it('has only the methods it declares', async () => {
    await expect(actors.call('d', 'toString', {}, z.unknown())).rejects.toMatchObject({ slug: 'dependency-unavailable' });
  });

  it('works in the trace it was called in', async () => {
    await inSpan('edge', {}, async () => {
      expect(await actors.call('e', 'traceId', {}, z.string())).toBe(currentTraceId());
    });
  });
});

describe('a call that is not answered', () => {
  it('ends by its timeout, and the next caller waits for the turn that is still running', async () => {
    const impatient = actorCaller(stranger.door, TYPE, 200);
    const began = Date.now();
    await expect(impatient.call('hung', 'slow', { ms: 900 }, z.unknown())).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    expect(Date.now() - began).toBeLessThan(900);
    await Promise.all([1, 2, 3].map(() => actors.call('hung', 'slow', { ms: 50 }, z.unknown())));
    expect(finished.filter((id) => id === 'hung')).toHaveLength(4);
    expect(overlaps).toEqual([]);
  });

  it('for an actor calls itself ends by its timeout, and the actor can be called again', async () => {
    await expect(actors.call('self', 'callItself', {}, z.unknown())).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    expect(await add('self', 1)).toBe(1);
  });

  it('for nobody hosts that type ends by its timeout as well', async () => {
    const began = Date.now();
    await expect(actorCaller(stranger.door, 'NobodysActor', 300).call('a', 'x', {}, z.unknown())).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    expect(Date.now() - began).toBeLessThan(2_000);
  });
});

describe('the routes of an actor host', () => {
  it.each([
    ['PUT', 'method/add', { by: 1 }],
    ['PUT', 'method/remind/r', {}],
    ['DELETE', '', undefined],
  ] as const)('cannot be reached by another app: %s %s', async (method, rest, body) => {
    const path = `/v1.0/invoke/${host.appId}/method/actors/${TYPE}/stolen/${rest}`.replace(/\/$/, '');
    const answer = await stranger.door.request({ method, path, body });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('sidecar-only');
    expect(activations.get('stolen')).toBeUndefined();
  });
});

describe('a reminder', () => {
  it('comes once, with its data, and its span links to the trace it was registered in', async () => {
    const traceId = await inSpan('edge', {}, async () => {
      await own.remind('once', { name: 'expire', dueTime: '0s', data: { reason: 'r' } });
      return currentTraceId();
    });
    await until('the reminder came', () => timesReminded('once') === 1);
    const { data } = reminded.find(({ id }) => id === 'once')!;
    expect(data).toEqual({ reason: 'r', traceparent: expect.stringContaining(traceId!) as string });
    const span = await until('its span has ended', () => spans.ended().find(({ name }) => name === `remind ${TYPE} expire`));
    expect(span.links).toMatchObject([{ context: { traceId } }]);
    expect(span.spanContext().traceId).not.toBe(traceId);
  });

  it('that throws does not end the process, and a repeating one comes again until it is forgotten', async () => {
    failReminders = 1;
    await own.remind('again', { name: 'relay', dueTime: '0s', period: '1s' });
    await until('the reminder came again after it failed', () => timesReminded('again') >= 3);
    expect(failReminders).toBe(0);
    await own.forget('again', 'relay');
    const after = timesReminded('again');
    expect(await add('again', 1)).toBe(1);
    await own.remind('clock', { name: 'tick', dueTime: '2s' });
    await until('longer than a period has passed', () => timesReminded('clock') === 1);
    expect(timesReminded('again')).toBeLessThanOrEqual(after + 1);
  });

  it('takes the copy of the actor with it when it throws', async () => {
    expect(await add('dropped', 1)).toBe(1);
    failReminders = 1;
    await own.remind('dropped', { name: 'expire', dueTime: '0s', period: '30s' });
    await until('the reminder came', () => timesReminded('dropped') === 1 && failReminders === 0);
    expect(await add('dropped', 0)).toBe(0);
    await own.forget('dropped', 'expire');
  });

  it('can be registered by its host alone', async () => {
    await expect(actors.remind('a', { name: 'r', dueTime: '1s' })).rejects.toMatchObject({ slug: 'dependency-unavailable' });
  });

  it('may be forgotten twice', async () => {
    await own.forget('never', 'registered');
    await expect(own.forget('never', 'registered')).resolves.toBeUndefined();
  });
});

describe('a sidecar that is killed while its app lives', () => {
  it('does not bring two turns of one actor together', async () => {
    const inFlight = actors.call('orphan', 'slow', { ms: 900 }, z.unknown()).catch(() => 'lost');
    await until('the turn has begun', () => turnsNow.get('orphan') === 1);
    await host.end('SIGKILL');
    await host.start();
    await until(
      'the actor can be called again',
      () => actors.call('orphan', 'slow', { ms: 1 }, z.unknown()).then(() => true),
      30_000,
    );
    await inFlight;
    expect(overlaps).toEqual([]);
  });
});
