import request from 'supertest';
import { turns, type Actor } from '../../src/actors/turns';
import { actorHost } from '../../src/actors/host';
import { reminderGate } from '../../src/actors/reminder-gate';
import { TURN_FAULT } from '../../src/actors/turn-fault';
import { AppError } from '../../src/http/errors';
import { createApp } from '../../src/http/app';
import type { Logger } from '../../src/telemetry/logger';
import { silentLog, testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN, asSidecar } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { anyCaller } from '../../src/testing/identity';

function host(
  activate: (id: string) => Actor,
  { log, atOnce = 4 }: { log?: Logger; atOnce?: number } = {},
) {
  const type = { name: 'TestActor', methods: ['work'], activate };
  const shell = testShell('test');
  const own = log ?? shell.log;
  const reminders = reminderGate({ log: own, atOnce });
  return createApp(
    shell,
    actorHost([type], {
      appApiToken: TEST_APP_TOKEN,
      access: anyCaller,
      log: own,
      reminders,
    }),
  ).callback();
}

const put = (app: ReturnType<typeof host>, rest: string, body: object = {}) =>
  request(app).put(`/actors/TestActor/${rest}`).set(asSidecar).send(body);

/** A door that opens once: whoever waits at it goes on then. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe('the actor host', () => {
  it('tells the sidecar what it hosts and how long it needs to drain', async () => {
    const answer = await request(host(() => ({ invoke: async () => null })))
      .get('/dapr/config')
      .set(asSidecar);
    expect(answer.body).toMatchObject({
      entities: ['TestActor'],
      drainOngoingCallTimeout: '5s',
      drainRebalancedActors: true,
    });
  });

  it.each([
    [null],
    [undefined],
    [0],
    [false],
    [''],
    [{ refused: 'not-enough' }],
  ])(
    'answers exactly 200 with JSON when a method returns %p',
    async (result) => {
      const answer = await put(
        host(() => ({ invoke: async () => result })),
        'a/method/work',
      );
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toEqual(result ?? null);
    },
  );

  it('hands method and input to the actor of that id', async () => {
    const seen: unknown[] = [];
    const app = host((id) => ({
      invoke: async (method, input) => void seen.push([id, method, input]),
    }));
    await put(app, 'a-1/method/work', { n: 1 });
    expect(seen).toEqual([['a-1', 'work', { n: 1 }]]);
  });

  it('activates an actor once, keeps it, and forgets it when the sidecar says so, however often', async () => {
    let activations = 0;
    const app = host(() => {
      activations += 1;
      return { invoke: async () => null };
    });
    await put(app, 'a/method/work');
    await put(app, 'a/method/work');
    expect(activations).toBe(1);
    const putAway = async () =>
      (await request(app).delete('/actors/TestActor/a').set(asSidecar)).status;
    expect([await putAway(), await putAway()]).toEqual([200, 200]);
    await put(app, 'a/method/work');
    expect(activations).toBe(2);
  });

  it('tells a turn that failed by a bug from one whose store is away', async () => {
    const failing = (err: unknown) =>
      host(() => ({
        invoke: async () => {
          throw err;
        },
      }));
    const bug = await put(
      failing(new TypeError('x of undefined')),
      'a/method/work',
    );
    expect([bug.status, bug.body]).toEqual([200, TURN_FAULT]);
    class NotStored extends Error {}
    for (const fault of [
      new NotStored('conflict'),
      new AppError('unavailable', 'dependency-unavailable', 'away'),
    ]) {
      const answer = await put(failing(fault), 'a/method/work');
      expect(answer.status).toBeGreaterThanOrEqual(500);
    }
  });

  it('does not let half-made state outlive a turn that threw', async () => {
    const app = host(() => {
      const state = { half: false };
      return {
        invoke: async (_method, input) => {
          if ((input as { fail?: boolean }).fail) {
            state.half = true;
            throw new Error('in the middle');
          }
          return state;
        },
      };
    });
    await put(app, 'a/method/work', { fail: true });
    expect((await put(app, 'a/method/work')).body).toEqual({ half: false });
  });

  it('answers 404 for an unknown method or type, and 500 for anything else under /actors', async () => {
    const app = host(() => ({ invoke: async () => null }));
    expect((await put(app, 'a/method/other')).status).toBe(404);
    expect(
      (
        await request(app)
          .put('/actors/Stranger/a/method/work')
          .set(asSidecar)
          .send({})
      ).status,
    ).toBe(404);
    expect((await put(app, 'a/method/timer/t')).status).toBe(500);
    expect(
      (await request(app).get('/actors/TestActor/a').set(asSidecar)).status,
    ).toBe(500);
  });

  it('is for the sidecar alone', async () => {
    const app = host(() => ({ invoke: async () => null }));
    expect(
      (await request(app).put('/actors/TestActor/a/method/work').send({}))
        .status,
    ).toBe(403);
    expect(
      (await request(app).put('/actors/TestActor/a/method/remind/r').send({}))
        .status,
    ).toBe(403);
    expect((await request(app).delete('/actors/TestActor/a')).status).toBe(403);
    expect((await request(app).get('/dapr/config')).status).toBe(403);
  });
});

describe('turns of the actor host', () => {
  it('of one actor run one after another, of two at the same time', async () => {
    const running = new Map<string, number>();
    let most = 0;
    let together = 0;
    const app = host((id) => ({
      async invoke() {
        running.set(id, (running.get(id) ?? 0) + 1);
        most = Math.max(most, running.get(id) ?? 0);
        together = Math.max(
          together,
          [...running.values()].reduce((a, b) => a + b, 0),
        );
        await new Promise((resolve) => setTimeout(resolve, 20));
        running.set(id, (running.get(id) ?? 0) - 1);
        return null;
      },
    }));
    await Promise.all(
      ['a', 'a', 'a', 'b', 'b', 'b'].map((id) => put(app, `${id}/method/work`)),
    );
    expect(most).toBe(1);
    expect(together).toBe(2);
  });

  it('go on after one that threw, in the order they came', async () => {
    const queue = turns();
    const order: number[] = [];
    const { open, opened } = gate();
    const first = queue('a', async () => {
      await opened;
      order.push(1);
      throw new Error('first');
    });
    const second = queue('a', async () => order.push(2));
    const third = queue('a', async () => order.push(3));
    open();
    await expect(first).rejects.toThrow('first');
    await Promise.all([second, third]);
    expect(order).toEqual([1, 2, 3]);
  });

  it('are over before their actor is put away', async () => {
    const { open, opened } = gate();
    const order: string[] = [];
    const app = host(() => ({
      async invoke() {
        await opened;
        order.push('turn');
        return null;
      },
    }));
    const turn = put(app, 'a/method/work').then(() => undefined);
    const away = request(app)
      .delete('/actors/TestActor/a')
      .set(asSidecar)
      .then(() => void order.push('put away'));
    open();
    await Promise.all([turn, away]);
    expect(order).toEqual(['turn', 'put away']);
  });
});

describe('a reminder', () => {
  it('reaches its actor with name and data, in turn', async () => {
    const seen: unknown[] = [];
    const app = host(() => ({
      invoke: async () => null,
      remind: async (name, data) => void seen.push([name, data]),
    }));
    const answer = await put(app, 'a/method/remind/expire', {
      data: { at: 'noon' },
      dueTime: '1s',
      period: '',
    });
    expect(answer.status).toBe(200);
    expect(seen).toEqual([['expire', { at: 'noon' }]]);
  });

  it('that throws is answered with 200 and takes the copy of the actor with it', async () => {
    let activations = 0;
    const app = host(() => {
      activations += 1;
      return {
        invoke: async () => null,
        remind: () => Promise.reject(new Error('no database')),
      };
    });
    expect((await put(app, 'a/method/remind/expire', {})).status).toBe(200);
    await put(app, 'a/method/work');
    expect(activations).toBe(2);
  });

  it.each(['/actors/TestActor/a', '/actors/Gone/a'])(
    'is answered with 200 for an actor without reminders at %s',
    async (path) => {
      const app = host(() => ({ invoke: async () => null }));
      expect(
        (
          await request(app)
            .put(`${path}/method/remind/r`)
            .set(asSidecar)
            .send({})
        ).status,
      ).toBe(200);
    },
  );
});

describe('a reminder that waits because others are under way', () => {
  /** One reminder is under way until `open`, that of `b` waits. */
  async function waiting(log?: Logger) {
    const { open, opened } = gate();
    const reminded: string[] = [];
    const activated: string[] = [];
    const activate = (id: string): Actor => {
      activated.push(id);
      return {
        invoke: async () => 'answered',
        async remind() {
          reminded.push(id);
          if (id === 'a') await opened;
          if (id === 'b') throw new Error('no database');
        },
      };
    };
    const app = host(activate, { atOnce: 1, ...(log ? { log } : {}) });
    const first = put(app, 'a/method/remind/r').then(({ status }) => status);
    await until('the first is under way', () => reminded.length === 1);
    expect((await put(app, 'b/method/remind/r')).status).toBe(200);
    const end = async () => {
      open();
      expect(await first).toBe(200);
    };
    return { app, reminded, activated, end };
  }

  it('keeps nobody who calls its actor waiting', async () => {
    const { app, reminded, end } = await waiting();
    expect((await put(app, 'b/method/work')).body).toBe('answered');
    expect(reminded).toEqual(['a']);
    await end();
    await until('it came', () => reminded.includes('b'));
  });

  it('is logged when it fails, and takes the copy of the actor with it', async () => {
    const errors: unknown[] = [];
    const { app, activated, end } = await waiting({
      ...silentLog,
      error: (fields: object) => void errors.push(fields),
    });
    await end();
    await until('it is logged', () => errors.length === 1);
    expect(errors).toMatchObject([
      { actor: 'TestActor/b', reminder: 'r', err: { message: 'no database' } },
    ]);
    await put(app, 'b/method/work');
    expect(activated).toEqual(['a', 'b', 'b']);
  });

  it('is left out when its actor is put away meanwhile', async () => {
    const { app, reminded, activated, end } = await waiting();
    await request(app).delete('/actors/TestActor/b').set(asSidecar).expect(200);
    await end();
    await put(app, 'c/method/remind/r');
    expect(reminded).toEqual(['a', 'c']);
    expect(activated).toEqual(['a', 'c']);
  });
});
