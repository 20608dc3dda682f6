import Router from '@koa/router';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import request from 'supertest';
import { actorTurns } from '../../src/actors/turns';
import { batching } from '../../src/actors/batching';
import { connectSidecar } from '../../src/dapr/sidecar';
import { createApp } from '../../src/http/app';
import {
  BUDGET_HEADER,
  BUDGET_MS,
  assertAwaited,
  beforeDeadline,
  currentDeadline,
  timeLeft,
  withBudget,
  withDeadline,
} from '../../src/http/deadline';
import { open } from '../../src/http/policy';
import { testShell } from '../../src/testing/shell';
import { until } from '../../src/testing/until';

const HOUR_MS = 3_600_000;
const tooLate = { kind: 'unavailable', slug: 'dependency-unavailable' };
const elapsed = { endsAt: performance.now(), gone: () => false };

describe('the time of a request', () => {
  const router = new Router();
  router.get(['/left', '/api/left'], open(), (ctx) => {
    ctx.body = { ms: timeLeft(HOUR_MS) };
  });
  const api = request(createApp(testShell('deadline'), router).callback());
  const left = async (path: string, budget: string) => {
    const answer = await api.get(path).set(BUDGET_HEADER, budget);
    return (answer.body as { ms: number }).ms;
  };

  it('is what its caller still waits', async () => {
    expect(await left('/left', '700')).toBeLessThanOrEqual(700);
  });

  it.each(['', '0', '-5', 'soon'])(
    'is ten seconds when the caller says %p',
    async (budget) => {
      const ms = await left('/left', budget);
      expect(ms).toBeLessThanOrEqual(BUDGET_MS);
      expect(ms).toBeGreaterThan(700);
    },
  );

  it('is at most a minute', async () => {
    expect(await left('/left', '1e9')).toBeLessThanOrEqual(60_000);
  });

  it('is not chosen by a stranger', async () => {
    expect(await left('/api/left', '1')).toBeGreaterThan(700);
    expect(await left('/api/left', '50000')).toBeLessThanOrEqual(BUDGET_MS);
  });
});

describe('a request whose caller has gone', () => {
  it('is not begun', async () => {
    let closed = false;
    const began: boolean[] = [];
    const slow = new Router();
    slow.get('/work', open(), async () => {
      await until('the caller has gone', () => closed);
      began.push(true);
      assertAwaited();
      began.push(false);
    });
    const app = createApp(testShell('gone'), slow);
    const server = createServer((req, res) => {
      req.socket.once('end', () => (closed = true));
      void app.callback()(req, res);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET /work HTTP/1.1\r\nhost: x\r\n\r\n');
    client.end();
    await until('the work was reached', () => began.length > 0);
    expect(began).toEqual([true]);
    client.destroy();
    server.close();
  });
});

describe('a call through the sidecar', () => {
  it('tells how long its caller waits, which is never longer than the request it serves', async () => {
    const budgets: number[] = [];
    const server = createServer((req, res) => {
      budgets.push(Number(req.headers[BUDGET_HEADER]));
      res.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sidecar = connectSidecar({ port, apiToken: 'x' });
    const call = (timeoutMs: number) =>
      sidecar.request({ method: 'GET', path: '/', timeoutMs });

    await call(800);
    await withBudget(700, () => call(5_000));
    expect(budgets[0]).toBe(800);
    expect(budgets[1]).toBeLessThanOrEqual(700);
    await expect(
      withDeadline(elapsed, () => call(5_000)),
    ).rejects.toMatchObject(tooLate);
    expect(budgets).toHaveLength(2);
    await sidecar.close();
    server.close();
  });
});

describe('a turn whose caller no longer waits', () => {
  it('is not begun, and the actor keeps its copy', async () => {
    const actors = actorTurns();
    const activated: string[] = [];
    const type = {
      name: 'T',
      methods: [],
      activate: (id: string) => {
        activated.push(id);
        return { invoke: async () => null };
      },
    };
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let gone = false;
    const began: string[] = [];
    const turn = (name: string, work = Promise.resolve()) =>
      actors.take(type, 'a', async () => {
        began.push(name);
        await work;
      });
    const caller = { endsAt: Infinity, gone: () => gone };

    const first = turn('first', opened);
    const second = withDeadline(caller, () => turn('second'));
    const third = turn('third');
    gone = true;
    open();
    await Promise.all([
      first,
      expect(second).rejects.toMatchObject(tooLate),
      third,
    ]);
    expect(began).toEqual(['first', 'third']);
    expect(activated).toEqual(['a']);
  });
});

describe('a batch', () => {
  it('leaves out who no longer waits, and has the time of who waits longest', async () => {
    const sent: [number[], number | undefined][] = [];
    const gates: (() => void)[] = [];
    const call = batching(
      'test',
      async (_key, items: number[]) => {
        sent.push([items, currentDeadline()?.endsAt]);
        await new Promise<void>((resolve) => gates.push(resolve));
        return items;
      },
      { most: 9, waiting: 9, tooMany: 'Too many' },
    );
    let gone = false;
    const at = (endsAt: number, item: number, leaves = false) =>
      withDeadline({ endsAt, gone: () => leaves && gone }, () =>
        call('a', item),
      );
    const now = performance.now() + HOUR_MS;

    const first = at(now + 1, 1);
    const rest = [at(now + 3, 2), at(now + 9, 3, true), at(now + 2, 4)];
    gone = true;
    const refused = expect(rest[1]).rejects.toMatchObject(tooLate);
    gates[0]?.();
    await until('the second is sent', () => gates.length === 2);
    gates[1]?.();
    expect(await Promise.all([first, rest[0], rest[2]])).toEqual([1, 2, 4]);
    await refused;
    expect(sent).toEqual([
      [[1], now + 1],
      [[2, 4], now + 3],
    ]);
  });
});

describe('work that requests share', () => {
  it('goes on when one of them has no time left', async () => {
    let open: (value: string) => void = () => undefined;
    const shared = new Promise<string>((resolve) => (open = resolve));
    const impatient = withBudget(20, () => beforeDeadline(shared));
    const patient = beforeDeadline(shared);
    await expect(impatient).rejects.toMatchObject(tooLate);
    open('done');
    expect(await patient).toBe('done');
  });
});
