import { gzipSync } from 'node:zlib';
import Router from '@koa/router';
import request from 'supertest';
import { z } from 'zod';
import { createApp } from '../../src/http/app';
import type { Shell } from '../../src/http/shell';
import { AppError, STATUS, type ErrorKind } from '../../src/http/errors';
import { parse } from '../../src/http/parse';
import { open, policyTable } from '../../src/http/policy';
import { testShell } from '../../src/testing/shell';

const Thing = z.strictObject({ name: z.string() });

function thingRouter() {
  const router = new Router();
  router.post('/things', open(), (ctx) => {
    ctx.body = parse(Thing, ctx.request.body);
    ctx.status = 201;
  });
  router.get('/things/:id', open(), (ctx) => {
    ctx.body = { id: ctx.params['id'] };
  });
  router.get('/failures/bug', open(), () => {
    throw new TypeError('the password is hunter2');
  });
  router.get('/failures/away', open(), () => {
    throw new AppError(
      'unavailable',
      'dependency-unavailable',
      'It did not answer',
    );
  });
  router.get('/failures/:kind', open(), (ctx) => {
    const kind = ctx.params['kind'] as ErrorKind;
    throw new AppError(kind, 'some-slug', 'a detail', {
      retryAfterSeconds: 1.2,
      members: { productId: 'p1' },
    });
  });
  return router;
}

const server = (shell: Partial<Shell> = {}) =>
  createApp({ ...testShell('test'), ...shell }, thingRouter()).callback();

describe('the app shell', () => {
  it('passes a JSON body to its route', async () => {
    const answer = await request(server())
      .post('/things')
      .send({ name: 'a chair' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ name: 'a chair' });
  });

  it('answers an unknown route with a problem document', async () => {
    const answer = await request(server()).get('/nothing-here');
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toContain(
      'application/problem+json',
    );
    expect(answer.body).toMatchObject({
      type: '/problems/route-not-found',
      status: 404,
      title: 'Not Found',
      instance: '/nothing-here',
    });
  });

  it('answers a wrong method with 405 and the allowed ones', async () => {
    const answer = await request(server()).delete('/things');
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toContain('POST');
    expect(answer.body).toMatchObject({
      type: '/problems/method-not-allowed',
      status: 405,
    });
  });

  it('answers an unusual HTTP method with a problem document too', async () => {
    const answer = await request(server()).propfind('/things');
    expect(answer.status).toBe(405);
    expect(answer.body).toMatchObject({
      type: '/problems/method-not-allowed',
      instance: '/things',
    });
  });

  it.each([
    ['half of an object', '{"name": "a'],
    ['a bare string', '"name"'],
    ['null', 'null'],
    ['not JSON at all', 'name=chair'],
  ])('answers %s with malformed-body', async (_what, body) => {
    const answer = await request(server())
      .post('/things')
      .set('content-type', 'application/json')
      .send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ type: '/problems/malformed-body' });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/xml',
  ])('answers a body of type %s with unsupported-media-type', async (type) => {
    const answer = await request(server())
      .post('/things')
      .set('content-type', type)
      .send('name=chair');
    expect(answer.status).toBe(415);
    expect(answer.body).toMatchObject({
      type: '/problems/unsupported-media-type',
    });
  });

  it('refuses a compressed body as an unsupported media type', async () => {
    const post = request(server())
      .post('/things')
      .set('content-type', 'application/json')
      .set('content-encoding', 'gzip');
    const answer = await post
      .serialize((body) => body as string)
      .send(gzipSync('{"name":"chair"}') as unknown as string);
    expect(answer.status).toBe(415);
    expect(answer.body).toMatchObject({
      type: '/problems/unsupported-media-type',
    });
  });

  it('refuses a body over the limit by its announced length', async () => {
    const answer = await request(server({ maxBodyBytes: 100 }))
      .post('/things')
      .send({ name: 'x'.repeat(200) });
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ type: '/problems/body-too-large' });
  });

  it('reads a body without an announced length', async () => {
    const post = request(server())
      .post('/things')
      .set('content-type', 'application/json');
    post.set('transfer-encoding', 'chunked');
    post.write(JSON.stringify({ name: 'chair' }));
    const answer = await post;
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ name: 'chair' });
  });

  it('refuses a body over the limit without an announced length', async () => {
    const post = request(server({ maxBodyBytes: 100 }))
      .post('/things')
      .set('content-type', 'application/json');
    post.set('transfer-encoding', 'chunked');
    post.write(JSON.stringify({ name: 'x'.repeat(200) }));
    const answer = await post;
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ type: '/problems/body-too-large' });
  });

  it.each([
    ['__proto__', 400, '{"name": "a", "__proto__": {"admin": true}}'],
    [
      'constructor',
      422,
      '{"name": "a", "constructor": {"prototype": {"admin": true}}}',
    ],
  ])(
    'answers %s in a body with %i, and no object inherits it',
    async (_field, status, body) => {
      const answer = await request(server())
        .post('/things')
        .set('content-type', 'application/json')
        .send(body);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({
        type: expect.stringMatching(/malformed-body|invalid-input/) as string,
        status,
      });
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    },
  );

  it('answers an undecodable path without a server error', async () => {
    expect(
      (await request(server()).get('/things/%E0%A4%A')).status,
    ).toBeLessThan(500);
  });
});

describe('a failure', () => {
  it.each(Object.entries(STATUS))(
    'of kind %s is answered with %i',
    async (kind, status) => {
      const answer = await request(server()).get(`/failures/${kind}`);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({
        type: '/problems/some-slug',
        status,
      });
      expect(answer.headers['retry-after']).toBe('2');
    },
  );

  it('sends Retry-After with every 503, even without a known time', async () => {
    const answer = await request(server()).get('/failures/away');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('the caller can act on shows its detail and members', async () => {
    expect(
      (await request(server()).get('/failures/conflict')).body,
    ).toMatchObject({ detail: 'a detail', productId: 'p1' });
  });

  it('on our side shows neither detail nor members, and is logged with its cause', async () => {
    const logged: unknown[] = [];
    const log = {
      ...testShell('test').log,
      error: (entry: unknown) => void logged.push(entry),
    };
    const app = server({ log });
    for (const path of ['/failures/bug', '/failures/unavailable']) {
      const { text } = await request(app).get(path);
      expect(text).not.toMatch(/hunter2|a detail|"detail"|p1/);
    }
    expect(logged).toMatchObject([
      { err: { message: 'the password is hunter2' }, status: 500 },
      { err: { slug: 'some-slug' }, status: 503 },
    ]);
  });

  it('of a missing token asks for a bearer token', async () => {
    expect(
      (await request(server()).get('/failures/unauthenticated')).headers[
        'www-authenticate'
      ],
    ).toBe('Bearer');
  });
});

describe('a request id', () => {
  it('from the caller is kept', async () => {
    expect(
      (await request(server()).get('/things/1').set('x-request-id', 'abc-1'))
        .headers['x-request-id'],
    ).toBe('abc-1');
  });

  it.each([undefined, 'with space', 'x'.repeat(101)])(
    'is created in place of %p',
    async (given) => {
      const get = request(server()).get('/things/1');
      if (given !== undefined) get.set('x-request-id', given);
      expect((await get).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe('a route without a policy', () => {
  const bare = () =>
    new Router().get('/open-by-accident', (ctx) => void (ctx.body = {}));

  it('keeps the service from starting', () => {
    expect(() => createApp(testShell('test'), thingRouter(), bare())).toThrow(
      'GET /open-by-accident declares no policy',
    );
  });

  it('cannot exist, so the policy table is complete', () => {
    expect(policyTable([thingRouter()])).toContain('POST /things → open');
  });
});

describe('the probes', () => {
  it('report a live process, whatever the state of its dependencies', async () => {
    expect(
      (
        await request(
          server({ ready: () => Promise.reject(new Error('no database')) }),
        ).get('/livez')
      ).status,
    ).toBe(200);
  });

  it('report whether the service is ready', async () => {
    expect((await request(server()).get('/readyz')).status).toBe(200);
    const answer = await request(
      server({ ready: () => Promise.reject(new Error('no database')) }),
    ).get('/readyz');
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('database');
  });

  it('log why the service is not ready, once for each reason', async () => {
    const warn = jest.fn<undefined, [unknown, string?]>();
    let reason: string | undefined = 'no database';
    const app = server({
      log: { ...testShell('test').log, warn },
      ready: async () => {
        if (reason !== undefined) throw new Error(reason);
      },
    });
    for (const next of [
      'no database',
      'no database',
      'no sidecar',
      undefined,
      'no sidecar',
    ]) {
      reason = next;
      await request(app).get('/readyz');
    }
    const said = warn.mock.calls.map(([, line]) => line);
    expect(said).toEqual([
      'not ready: no database',
      'not ready: no sidecar',
      'not ready: no sidecar',
    ]);
  });

  it('count the requests in flight', async () => {
    const shell = testShell('test');
    await request(createApp(shell, thingRouter()).callback()).get(
      '/things/some-id',
    );
    expect((await shell.metrics.requestsInFlight.get()).values[0]?.value).toBe(
      0,
    );
  });

  it('label requests with the route pattern, never with the path', async () => {
    const shell = testShell('test');
    const app = createApp(shell, thingRouter()).callback();
    await request(app).get('/things/some-id');
    await request(app).get('/made/up/path');
    const { text } = await request(app).get('/metrics');
    expect(text).toContain('route="/things/:id",status="200"');
    expect(text).toContain('route="unmatched",status="404"');
    expect(text).not.toContain('some-id');
    expect(text).not.toContain('made');
  });
});
