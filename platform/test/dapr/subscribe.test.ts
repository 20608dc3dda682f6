import { defineEvent } from '@souk/contracts/event';
import request from 'supertest';
import { z } from 'zod';
import type { VerifyEvent } from '../../src/auth/signed-events';
import type { CloudEvent } from '../../src/dapr/delivery';
import { memoryKeeper } from '../../src/dapr/memory-keeper';
import { on, subscriptions } from '../../src/dapr/subscribe';
import { createApp } from '../../src/http/app';
import { AppError } from '../../src/http/errors';
import { testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN, asSidecar, delivery } from '../../src/testing/sidecar';
import { anyPublisher } from '../../src/testing/identity';

const thingMade = defineEvent(
  'things.thing-made.v1',
  z.object({ thingId: z.string() }),
);

const notSigned = new AppError('invalid', 'invalid-token', 'not signed');

interface Behaviour {
  verify?: VerifyEvent;
  handle?: (data: { thingId: string }, eventId: string) => Promise<void>;
  keep?: (event: CloudEvent, problem?: string) => Promise<void>;
}

function server({
  handle = async () => undefined,
  keep,
  verify = anyPublisher,
}: Behaviour = {}) {
  const shell = testShell('test');
  const router = subscriptions(
    {
      app: 'test',
      verifyEvent: verify,
      pubsub: 'bus',
      appApiToken: TEST_APP_TOKEN,
      ...shell,
      faultOf: (err) =>
        err instanceof RangeError
          ? new AppError('unavailable', 'dependency-unavailable', 'away')
          : undefined,
      ...(keep ? { deadLetters: { ...memoryKeeper(), keep } } : {}),
    },
    [on(thingMade, handle)],
  );
  return { app: createApp(shell, router).callback(), metrics: shell.metrics };
}

async function deliver(
  behaviour: Behaviour,
  { path, headers, body } = delivery(thingMade.topic, { thingId: 't1' }),
) {
  const response = await request(server(behaviour).app)
    .post(path)
    .set(headers)
    .send(body);
  return { status: response.status, answer: response.body as unknown };
}

describe('a subscription', () => {
  it('passes data and event id to the handler, and answers SUCCESS', async () => {
    const seen: unknown[] = [];
    const result = await deliver({
      handle: async (data, id) => void seen.push([data, id]),
    });
    expect(result).toEqual({ status: 200, answer: { status: 'SUCCESS' } });
    expect(seen).toEqual([[{ thingId: 't1' }, 'event-1']]);
  });

  it('ignores an unknown field', async () => {
    const event = delivery(thingMade.topic, { thingId: 't1', colour: 'red' });
    expect((await deliver({}, event)).answer).toEqual({ status: 'SUCCESS' });
  });

  it.each<[string, Error]>([
    ['a bug', new TypeError('undefined is not a function')],
    [
      'an unavailable dependency',
      new AppError('unavailable', 'dependency-unavailable', 'away'),
    ],
    [
      'an event that came early',
      new AppError('not-found', 'product-not-found', 'not yet'),
    ],
    ['a version conflict', new AppError('conflict', 'stale', 'again')],
  ])('answers RETRY for %s', async (_what, err) => {
    expect(await deliver({ handle: () => Promise.reject(err) })).toEqual({
      status: 200,
      answer: { status: 'RETRY' },
    });
  });

  const { path, headers } = delivery(thingMade.topic, {});
  it.each([
    [
      'data that does not match its schema',
      JSON.stringify({ id: '1', type: thingMade.topic, data: { thingId: 1 } }),
    ],
    ['no data', JSON.stringify({ id: '1', type: thingMade.topic })],
    [
      'no id',
      JSON.stringify({ type: thingMade.topic, data: { thingId: 't1' } }),
    ],
    ['a body that is not an event', '[]'],
    ['a body that is not JSON', '{"id": '],
    ['an empty body', ''],
    [
      'a body over the limit of the sidecar',
      JSON.stringify({ padding: 'x'.repeat(4 * 1024 * 1024) }),
    ],
  ])(
    'answers DROP with status 200 for %s, without handling it',
    async (_what, body) => {
      const handled: unknown[] = [];
      const result = await deliver(
        { handle: async (data) => void handled.push(data) },
        { path, headers, body },
      );
      expect(result).toEqual({ status: 200, answer: { status: 'DROP' } });
      expect(handled).toEqual([]);
    },
  );

  it('answers DROP for an event that its publisher did not sign', async () => {
    const seen: unknown[] = [];
    const verify: VerifyEvent = async ({ type }) => {
      seen.push(type);
      throw notSigned;
    };
    const handle = async () => void seen.push('handled');
    expect((await deliver({ verify, handle })).answer).toEqual({
      status: 'DROP',
    });
    expect(seen).toEqual([thingMade.topic]);
  });

  it('accepts an event over the limit for requests', async () => {
    const event = delivery(thingMade.topic, {
      thingId: 'x'.repeat(1024 * 1024),
    });
    expect((await deliver({}, event)).answer).toEqual({ status: 'SUCCESS' });
  });

  it('counts its answers', async () => {
    const { app, metrics } = server();
    const event = delivery(thingMade.topic, { thingId: 't1' });
    await request(app).post(event.path).set(event.headers).send(event.body);
    expect(await metrics.registry.metrics()).toContain(
      'souk_events_handled_total{topic="things.thing-made.v1",outcome="SUCCESS"',
    );
  });

  it('refuses every caller except the sidecar', async () => {
    const event = delivery(thingMade.topic, { thingId: 't1' });
    expect(
      (
        await deliver(
          {},
          { ...event, headers: { ...event.headers, 'dapr-api-token': 'x' } },
        )
      ).status,
    ).toBe(403);
    expect((await request(server().app).get('/dapr/subscribe')).status).toBe(
      403,
    );
  });
});

describe('the subscription list', () => {
  const asked = async (behaviour: Behaviour) =>
    (await request(server(behaviour).app).get('/dapr/subscribe').set(asSidecar))
      .body as unknown;
  const own = {
    pubsubname: 'bus',
    topic: thingMade.topic,
    route: `/events/${thingMade.topic}`,
  };

  it('has each topic with its own route', async () => {
    expect(await asked({})).toEqual([own]);
  });

  it('has a dead-letter topic when dead letters are kept', async () => {
    expect(await asked({ keep: async () => undefined })).toEqual([
      { ...own, deadLetterTopic: 'test.dead-letters' },
      {
        pubsubname: 'bus',
        topic: 'test.dead-letters',
        route: '/events/test.dead-letters',
        metadata: { rawPayload: 'true' },
      },
    ]);
  });
});

describe('an event whose handler fails', () => {
  const failing = (
    err: Error,
    keep?: Behaviour['keep'],
    verify?: VerifyEvent,
  ) => {
    const { app, metrics } = server({
      handle: () => Promise.reject(err),
      ...(verify ? { verify } : {}),
      ...(keep ? { keep } : {}),
    });
    const attempt = async (id = 'event-1') => {
      const event = delivery(thingMade.topic, { thingId: 't1' }, id);
      const response = await request(app)
        .post(event.path)
        .set(event.headers)
        .send(event.body);
      return (response.body as { status: string }).status;
    };
    const attempts = async (count: number) => {
      const answers = [];
      for (let n = 0; n < count; n++) answers.push(await attempt());
      return answers;
    };
    return { attempt, attempts, metrics };
  };
  const bug = new TypeError('undefined is not a function');
  const fourRetries = Array<string>(4).fill('RETRY');

  it('five times is kept with its reason, before the broker is told SUCCESS', async () => {
    const kept: unknown[] = [];
    const early = new AppError('not-found', 'product-not-found', 'not yet');
    const { attempt, attempts, metrics } = failing(early, async (...letter) => {
      kept.push(letter);
    });
    expect(await attempts(4)).toEqual(fourRetries);
    expect(kept).toEqual([]);
    expect(await attempt()).toBe('SUCCESS');
    expect(kept).toMatchObject([[{ id: 'event-1' }, 'not yet']]);
    expect(await metrics.registry.metrics()).toContain(
      'souk_events_handled_total{topic="things.thing-made.v1",outcome="GIVEN_UP"',
    );
  });

  it('has no attempts counted for forgeries of it', async () => {
    let forged = true;
    const { attempt, attempts } = failing(
      bug,
      async () => undefined,
      async () => {
        if (forged) throw notSigned;
      },
    );
    expect(await attempts(5)).toEqual(Array(5).fill('DROP'));
    forged = false;
    expect(await attempts(4)).toEqual(fourRetries);
    expect(await attempt()).toBe('SUCCESS');
  });

  it('is not given up while it cannot be kept', async () => {
    const { attempts } = failing(bug, () => Promise.reject(new Error('away')));
    expect(await attempts(7)).toEqual(Array(7).fill('RETRY'));
  });

  it('has attempts of its own', async () => {
    const { attempt, attempts } = failing(bug, async () => undefined);
    await attempts(4);
    expect(await attempt('event-2')).toBe('RETRY');
    expect(await attempt()).toBe('SUCCESS');
  });

  it.each([
    [
      'a dependency',
      new AppError('unavailable', 'dependency-unavailable', 'away'),
    ],
    ['the database', new RangeError('no server')],
  ])('is retried for ever while %s is away', async (_what, err) => {
    const { attempts } = failing(err, async () => undefined);
    expect(await attempts(20)).toEqual(Array(20).fill('RETRY'));
  });

  it('is given up by an app that keeps no dead letters', async () => {
    const { attempts } = failing(bug);
    expect(await attempts(6)).toEqual([...fourRetries, 'SUCCESS', 'RETRY']);
  });
});

describe('attempts counted in memory', () => {
  it('are bounded, the latest to fail stay', async () => {
    const { attempted } = memoryKeeper(2);
    const event = (id: string) => ({ id, type: thingMade.topic, data: {} });
    for (const id of ['a', 'b', 'a', 'c']) await attempted(event(id));
    expect(await attempted(event('a'))).toBe(3);
    expect(await attempted(event('b'))).toBe(1);
  });
});

describe('a dead letter', () => {
  const letter = {
    ...delivery(thingMade.topic, { thingId: 1 }),
    path: '/events/test.dead-letters',
  };

  it('is stored as the whole event, whatever its data', async () => {
    const kept: CloudEvent[] = [];
    expect(
      (await deliver({ keep: async (event) => void kept.push(event) }, letter))
        .answer,
    ).toEqual({ status: 'SUCCESS' });
    expect(kept).toMatchObject([
      { id: 'event-1', type: thingMade.topic, data: { thingId: 1 } },
    ]);
  });

  it.each([
    ['no event', 'null'],
    ['no JSON', '{"id": '],
  ])('is stored as text when it is %s', async (_what, text) => {
    const kept: CloudEvent[] = [];
    const raw = {
      ...letter,
      body: JSON.stringify({
        id: 'of-the-sidecar',
        type: 'com.dapr.event.sent',
        data_base64: Buffer.from(text).toString('base64'),
      }),
    };
    const keep = async (event: CloudEvent) => void kept.push(event);
    for (let n = 0; n < 2; n++)
      expect((await deliver({ keep }, raw)).answer).toEqual({
        status: 'SUCCESS',
      });
    expect(kept).toMatchObject([
      { type: 'unknown', data: text },
      { id: kept[0]?.id },
    ]);
  });

  it('is stored as it was published when the sidecar passes it raw', async () => {
    const kept: CloudEvent[] = [];
    const body = JSON.stringify({
      id: 'of-the-sidecar',
      type: 'com.dapr.event.sent',
      data_base64: Buffer.from(letter.body).toString('base64'),
    });
    await deliver(
      { keep: async (event) => void kept.push(event) },
      { ...letter, body },
    );
    expect(kept).toEqual([JSON.parse(letter.body)]);
  });

  it('of a forged event is stored under another id, with the reason', async () => {
    const kept: [CloudEvent, string | undefined][] = [];
    const forged = {
      keep: async (...one: [CloudEvent, string?]) =>
        void kept.push([one[0], one[1]]),
    };
    const verify = () => Promise.reject(notSigned);
    for (let n = 0; n < 2; n++) await deliver({ ...forged, verify }, letter);
    const [[event, problem] = [], [again] = []] = kept;
    expect(event).toMatchObject({
      publishedId: 'event-1',
      type: thingMade.topic,
    });
    expect([problem, again?.id]).toEqual(['not signed', event?.id]);
    expect(event?.id).not.toBe('event-1');
  });

  it('waits for the keys that prove it', async () => {
    const away = new AppError('unavailable', 'dependency-unavailable', 'away');
    const kept: CloudEvent[] = [];
    const keep = async (event: CloudEvent) => void kept.push(event);
    const verify = () => Promise.reject(away);
    expect((await deliver({ keep, verify }, letter)).answer).toEqual({
      status: 'RETRY',
    });
    expect(kept).toEqual([]);
  });

  it('is retried while it cannot be stored', async () => {
    const keep = () => Promise.reject(new Error('no database'));
    expect((await deliver({ keep }, letter)).answer).toEqual({
      status: 'RETRY',
    });
  });
});

describe('an undeclared event route', () => {
  it('answers 500, since the sidecar would drop the message on 404', async () => {
    expect(
      (
        await request(server().app)
          .post('/events/other')
          .set(asSidecar)
          .send({})
      ).status,
    ).toBe(500);
  });
});
