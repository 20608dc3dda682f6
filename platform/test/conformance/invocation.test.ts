import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import { z } from 'zod';
import { invoker, type Invoke } from '../../src/dapr/invoke';
import { AppError } from '../../src/http/errors';
import { timeLeft } from '../../src/http/deadline';
import { open } from '../../src/http/policy';
import { currentTraceId, inSpan } from '../../src/telemetry/tracing';
import { recordSpans } from '../../src/testing/spans';
import { until } from '../../src/testing/until';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';

jest.setTimeout(60_000);
recordSpans();

let hangups = 0;
const calls: string[] = [];

function callee(): Router {
  const router = new Router();
  router.all('/echo/:id', open(), (ctx) => {
    const { authorization, 'if-match': ifMatch } = ctx.headers;
    const traceId = currentTraceId();
    ctx.body = {
      method: ctx.method,
      id: ctx.params['id'],
      q: ctx.query['q'],
      body: ctx.request.body,
      authorization,
      ifMatch,
      traceId,
    };
  });
  router.get('/left', open(), (ctx) => {
    ctx.body = { ms: timeLeft(60_000) };
  });
  router.post('/refuse', open(), () => {
    throw new AppError('conflict', 'duplicate-sku', 'The SKU is taken', {
      members: { productId: 'p1' },
    });
  });
  router.post('/hang', open(), async (ctx) => {
    ctx.req.socket.once('close', () => (hangups += 1));
    await new Promise(() => undefined);
  });
  return router;
}

let lab: Lab;
let app: RunningApp;
let breaking: Server;
let target: RunningSidecar;
let broken: RunningSidecar;
let invoke: Invoke;

beforeAll(async () => {
  lab = await startLab();
  app = await runApp(callee());
  breaking = createServer((req, res) => {
    if (req.method === 'GET') {
      res.end('{}');
      return;
    }
    calls.push(req.url ?? '');
    req.socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(breaking, 'listening');
  const [caller] = await Promise.all([
    lab.sidecar({ app: 'caller' }),
    lab
      .sidecar({ app: 'target', appPort: app.port })
      .then((sidecar) => (target = sidecar)),
    lab
      .sidecar({
        app: 'broken',
        appPort: (breaking.address() as AddressInfo).port,
      })
      .then((s) => (broken = s)),
  ]);
  invoke = invoker(caller.door);
});
afterAll(async () => {
  await lab.stop();
  await app.stop();
  breaking.close();
});

const Anything = z.record(z.string(), z.unknown());

describe('asking another service', () => {
  it('carries method, path, query, body, token and headers there, inside one trace', async () => {
    await inSpan('edge', {}, async () => {
      const answer = await invoke({
        app: target.appId,
        method: 'PATCH',
        path: '/echo/p1?q=a%20b',
        body: { n: 0 },
        token: 'abc',
        headers: { 'if-match': '"p1"' },
        answer: Anything,
      });
      const traceId = currentTraceId();
      const headers = { authorization: 'Bearer abc', ifMatch: '"p1"' };
      expect(answer).toEqual({
        method: 'PATCH',
        id: 'p1',
        q: 'a b',
        body: { n: 0 },
        ...headers,
        traceId,
      });
    });
  });

  it.each(['GET', 'POST', 'DELETE'] as const)(
    'needs no body for %s',
    async (method) => {
      expect(
        await invoke({
          app: target.appId,
          method,
          path: '/echo/p1',
          answer: Anything,
        }),
      ).toMatchObject({ method, id: 'p1' });
    },
  );

  it('tells the other service how long its answer is waited for', async () => {
    const { ms } = await invoke({
      app: target.appId,
      method: 'GET',
      path: '/left',
      timeoutMs: 4_321,
      answer: z.object({ ms: z.number() }),
    });
    expect(ms).toBeGreaterThan(0);
    expect(ms).toBeLessThanOrEqual(4_321);
  });

  it('throws the error the other service threw', async () => {
    await expect(
      invoke({
        app: target.appId,
        method: 'POST',
        path: '/refuse',
        answer: Anything,
      }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      slug: 'duplicate-sku',
      message: 'The SKU is taken',
      extra: { members: { productId: 'p1' } },
    });
  });

  it('ends by its timeout when the other service hangs, and lets go of it', async () => {
    const began = Date.now();
    const asking = invoke({
      app: target.appId,
      method: 'POST',
      path: '/hang',
      timeoutMs: 200,
      answer: Anything,
    });
    await expect(asking).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    expect(Date.now() - began).toBeLessThan(2_000);
    await until('the call is let go of there too', () => hangups === 1);
  });

  it('that nobody runs throws', async () => {
    const asking = invoke({
      app: lab.fresh('nobody'),
      method: 'GET',
      path: '/x',
      timeoutMs: 3_000,
      answer: Anything,
    });
    await expect(asking).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
  });

  it('with more than the sidecar takes throws', async () => {
    const body = { padding: 'x'.repeat(5 * 1024 * 1024) };
    const asking = invoke({
      app: target.appId,
      method: 'POST',
      path: '/echo/p1',
      body,
      answer: Anything,
    });
    await expect(asking).rejects.toBeInstanceOf(AppError);
  });

  it('is done once when the other side breaks off: the sidecars do not repeat what may have happened', async () => {
    const asking = invoke({
      app: broken.appId,
      method: 'POST',
      path: '/once',
      body: {},
      answer: Anything,
    });
    await expect(asking).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    expect(calls).toEqual(['/once']);
  });
});
