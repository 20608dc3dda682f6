import { scopesOf } from '@souk/contracts/rights';
import { z } from 'zod';
import { actorAccess } from '../../src/actors/access';
import { actorCaller, type ActorCaller } from '../../src/actors/caller';
import { actorHost } from '../../src/actors/host';
import { timeLeft } from '../../src/http/deadline';
import { signingKeys } from '../../src/auth/keys';
import { minter } from '../../src/auth/mint';
import { serviceTokens } from '../../src/auth/service-tokens';
import { newKeyPem } from '../../src/testing/identity';
import { currentTraceId, inSpan } from '../../src/telemetry/tracing';
import { silentLog } from '../../src/testing/shell';
import { recordSpans } from '../../src/testing/spans';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { describeActors } from './actor-suite';
import { labActor } from './lab/actor';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';

jest.setTimeout(90_000);

const TYPE = `LabActor${Date.now().toString(36)}`;
const seen = labActor(TYPE, (id) => ({
  timeLeft: async () => timeLeft(60_000),
  callItself: async () =>
    actorCaller(host.door, TYPE, { token, timeoutMs: 300 }).call(
      id,
      'answer',
      { value: 1 },
      z.unknown(),
    ),
}));
const { turnsNow, overlaps, activations, reminded } = seen;

const keys = signingKeys(newKeyPem());
const keysOf = () => async (kid: string) => keys.find(kid);
const rights = {
  lab: { mayAsk: { [TYPE]: seen.type.methods }, speaksFor: [] },
  reader: { mayAsk: { [TYPE]: ['answer'] }, speaksFor: [] },
};
const access = actorAccess({
  verifierOf: (audience) => serviceTokens({ audience, keysOf, rights }),
});
const tokenOf = (issuer: 'lab' | 'reader') => () =>
  minter(
    issuer,
    async () => keys,
    rights,
  )(TYPE, scopesOf(issuer, TYPE, rights));
const token = tokenOf('lab');

let lab: Lab;
let app: RunningApp;
let host: RunningSidecar;
let stranger: RunningSidecar;
let actors: ActorCaller;
/**
 * The host's own: a sidecar registers reminders for the types it hosts alone.
 */
let own: ActorCaller;
const spans = recordSpans();

beforeAll(async () => {
  lab = await startLab();
  app = await runApp(
    actorHost([seen.type], {
      appApiToken: TEST_APP_TOKEN,
      access,
      log: silentLog,
    }),
  );
  [host, stranger] = await Promise.all([
    lab.sidecar({ app: 'host', appPort: app.port, actors: true }),
    lab.sidecar({ app: 'stranger' }),
  ]);
  actors = actorCaller(stranger.door, TYPE, { token });
  own = actorCaller(host.door, TYPE, { token });
});
afterAll(async () => {
  await lab.stop();
  await app.stop();
});

const add = (id: string, by: number) =>
  actors.call(id, 'add', { by }, z.number());
const timesReminded = (id: string) =>
  reminded.filter((reminder) => reminder.id === id).length;

describeActors('actors over sidecars', {
  seen,
  caller: (timeoutMs) =>
    actorCaller(stranger.door, TYPE, {
      token,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }),
  own: () => own,
});

describe('an actor', () => {
  it('works in the trace it was called in', async () => {
    await inSpan('edge', {}, async () => {
      expect(await actors.call('e', 'traceId', {}, z.string())).toBe(
        currentTraceId(),
      );
    });
  });
});

describe('a turn', () => {
  it('has the time that its caller waits', async () => {
    const patient = actorCaller(stranger.door, TYPE, {
      token,
      timeoutMs: 4_321,
    });
    const ms = await patient.call('t', 'timeLeft', {}, z.number());
    expect(ms).toBeGreaterThan(0);
    expect(ms).toBeLessThanOrEqual(4_321);
  });
});

describe('a call that is not answered', () => {
  it('for its turn failed by a bug is no dependency that is away', async () => {
    await expect(
      actors.call('bug', 'addThenFail', {}, z.unknown()),
    ).rejects.toThrow('failed inside its turn');
  });

  it('for an actor calls itself ends by its timeout, and the actor can be called again', async () => {
    await expect(
      actors.call('self', 'callItself', {}, z.unknown()),
    ).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    expect(await add('self', 1)).toBe(1);
  });

  it('for nobody hosts that type ends by its timeout as well', async () => {
    const began = Date.now();
    await expect(
      actorCaller(stranger.door, 'NobodysActor', {
        token,
        timeoutMs: 300,
      }).call('a', 'x', {}, z.unknown()),
    ).rejects.toMatchObject({
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
  ] as const)(
    'cannot be reached by another app: %s %s',
    async (method, rest, body) => {
      const path =
        `/v1.0/invoke/${host.appId}/method/actors/${TYPE}/stolen/${rest}`.replace(
          /\/$/,
          '',
        );
      const answer = await stranger.door.request({ method, path, body });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('sidecar-only');
      expect(activations.get('stolen')).toBeUndefined();
    },
  );
});

describe('a call through the sidecar of any app', () => {
  const byHand = async (method: string, authorization?: string) =>
    stranger.door.request({
      method: 'PUT',
      path: `/v1.0/actors/${TYPE}/guarded/method/${method}`,
      headers: authorization === undefined ? {} : { authorization },
      body: { by: 1, value: 7 },
    });

  it('is refused without the token of a service that may make it', async () => {
    const reader = `Bearer ${await tokenOf('reader')()}`;
    for (const given of [undefined, 'Bearer nonsense', reader]) {
      const answer = await byHand('add', given);
      expect(answer.status).toBe(500);
      expect(answer.text).toMatch(/missing-token|invalid-token|missing-scope/);
    }
    expect(activations.get('guarded')).toBeUndefined();
  });

  it('is made for a service with that method among its rights', async () => {
    const answer = await byHand(
      'answer',
      `Bearer ${await tokenOf('reader')()}`,
    );
    expect([answer.status, answer.text]).toEqual([200, '7']);
  });
});

describe('a reminder', () => {
  it('comes once, with its data, and its span links to the trace it was registered in', async () => {
    const traceId = await inSpan('edge', {}, async () => {
      await own.remind('once', {
        name: 'traced',
        dueTime: '0s',
        data: { reason: 'r' },
      });
      return currentTraceId();
    });
    await until('the reminder came', () => timesReminded('once') === 1);
    const { data } = reminded.find(({ id }) => id === 'once')!;
    expect(data).toEqual({
      reason: 'r',
      traceparent: expect.stringContaining(traceId!) as string,
    });
    const span = await until('its span has ended', () =>
      spans.ended().find(({ name }) => name === `remind ${TYPE} traced`),
    );
    expect(span.links).toMatchObject([{ context: { traceId } }]);
    expect(span.spanContext().traceId).not.toBe(traceId);
  });

  it('can be registered by its host alone', async () => {
    await expect(
      actors.remind('a', { name: 'r', dueTime: '1s' }),
    ).rejects.toMatchObject({ slug: 'dependency-unavailable' });
  });
});

describe('a sidecar that is killed while its app lives', () => {
  it('does not bring two turns of one actor together', async () => {
    const inFlight = actors
      .call('orphan', 'slow', { ms: 900 }, z.unknown())
      .catch(() => 'lost');
    await until('the turn has begun', () => turnsNow.get('orphan') === 1);
    await host.end('SIGKILL');
    await host.start();
    await until(
      'the actor can be called again',
      () =>
        actors.call('orphan', 'slow', { ms: 1 }, z.unknown()).then(() => true),
      30_000,
    );
    await inFlight;
    expect(overlaps).toEqual([]);
  });
});
