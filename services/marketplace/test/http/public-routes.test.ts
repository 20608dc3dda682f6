import Router from '@koa/router';
import { subscriptions } from '@souk/platform/dapr/subscribe';
import type { Identity } from '@souk/platform/auth/requires';
import { createApp } from '@souk/platform/http/app';
import { AppError } from '@souk/platform/http/errors';
import { open } from '@souk/platform/http/policy';
import { testShell } from '@souk/platform/testing/shell';
import { TEST_APP_TOKEN } from '@souk/platform/testing/sidecar';
import request from 'supertest';
import { z } from 'zod';
import { createMarketplaceApp } from '../../src/app';
import { OPERATIONS } from '../../src/api-docs/operations';
import { catalogueRoutes } from '../../src/catalogue/routes';
import { everyRouteDescribed } from '../../src/http/described-routes';
import { IdPath, type Operation } from '../../src/http/operation';
import { publicRoutes, type PublicRoutes } from '../../src/http/public-routes';
import { market } from '../support/market';
import { anyPublisher } from '@souk/platform/testing/identity';

const described = {
  tag: 'Products',
  summary: 'Of the test',
} as const;

const ann: Identity = {
  identify: async () => ({
    id: 'ann',
    role: 'vendor',
    scopes: new Set(['things']),
  }),
};

const apiOf = (routes: PublicRoutes<null>, identity = ann) =>
  request(
    createApp(
      testShell('marketplace'),
      routes.router(null, identity),
    ).callback(),
  );

const Thing = z.object({ id: z.string(), by: z.string(), size: z.number() });

function things() {
  const routes = publicRoutes<null>();
  const seen: string[] = [];
  routes.serve(
    {
      ...described,
      method: 'put',
      path: '/api/things/{id}',
      caller: 'vendor',
      scope: 'things',
      params: IdPath,
      query: z.strictObject({ size: z.coerce.number() }),
      headers: z.object({ 'x-colour': z.enum(['red', 'blue']).optional() }),
      body: { schema: z.strictObject({ name: z.string() }), example: {} },
      answers: [{ status: 201, description: 'It', schema: Thing }],
      cacheControl: 'no-cache',
    },
    (_deps, ctx) => void seen.push(ctx.path),
    (_deps, { params, query, principal }) => ({
      id: params.id,
      by: principal.id,
      size: query.size,
    }),
  );
  return { routes, seen };
}

describe('an operation', () => {
  it('is served with the status and the caching it declares', async () => {
    const { routes } = things();
    const answer = await apiOf(routes)
      .put('/api/things/one?size=3')
      .send({ name: 'x' })
      .expect(201, { id: 'one', by: 'ann', size: 3 });
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['path', '/api/things/a.b?size=x', 'green', { nam: 1 }, ['id']],
    ['query', '/api/things/a?size=x', 'green', { nam: 1 }, ['size']],
    ['headers', '/api/things/a?size=1', 'green', { nam: 1 }, ['x-colour']],
    ['body', '/api/things/a?size=1', 'red', { nam: 1 }, ['name', 'nam']],
  ])(
    'refuses a wrong %s before it parses the next part',
    async (_part, path, colour, body, fields) => {
      const refused = await apiOf(things().routes)
        .put(path)
        .set('x-colour', colour)
        .send(body)
        .expect(422);
      const { errors } = refused.body as { errors: { path: string }[] };
      expect(errors.map((error) => error.path)).toEqual(fields);
      expect(refused.headers['cache-control']).toBeUndefined();
    },
  );

  it('runs the step before parsing even for a request that cannot be parsed', async () => {
    const { routes, seen } = things();
    await apiOf(routes).put('/api/things/a').expect(422);
    expect(seen).toEqual(['/api/things/a']);
  });

  it('knows its caller before anything else', async () => {
    const { routes, seen } = things();
    const api = apiOf(routes, {
      identify: () =>
        Promise.reject(new AppError('unauthenticated', 'missing-token', '')),
    });
    await api.put('/api/things/a').expect(401);
    expect(seen).toEqual([]);
  });

  it('is refused to a caller without its scope', async () => {
    const api = apiOf(things().routes, {
      identify: async () => ({ id: 'b', role: 'vendor', scopes: new Set() }),
    });
    await api.put('/api/things/a').expect(403);
  });

  it('leaves the body to a handler that parses it', async () => {
    const routes = publicRoutes<null>();
    const Echo = z.object({ given: z.unknown() });
    routes.serve(
      {
        ...described,
        method: 'post',
        path: '/api/echo',
        caller: 'anyone',
        body: { schema: z.never(), example: {}, parsedBy: 'handler' },
        answers: [{ status: 200, description: 'It', schema: Echo }],
      },
      (_deps, { body }) => ({ given: body }),
    );
    await apiOf(routes)
      .post('/api/echo')
      .send({ any: 1 })
      .expect(200, { given: { any: 1 } });
  });

  it('may answer 304, or nothing at all', async () => {
    const routes = publicRoutes<null>();
    const answer = { description: 'It', schema: z.object({ a: z.string() }) };
    routes.serve(
      {
        ...described,
        method: 'get',
        path: '/api/same',
        caller: 'anyone',
        answers: [
          { status: 200, ...answer },
          { status: 304, description: 'As it was' },
        ],
      },
      (_deps, _request, ctx) => {
        ctx.status = 304;
        return { a: 'b' };
      },
    );
    routes.serve(
      {
        ...described,
        method: 'delete',
        path: '/api/same',
        caller: 'anyone',
        answers: [{ status: 204, description: 'Gone' }],
      },
      async () => undefined,
    );
    const same = await apiOf(routes).get('/api/same').expect(304);
    expect(same.text).toBe('');
    expect(same.headers).not.toHaveProperty('content-type');
    await apiOf(routes).delete('/api/same').expect(204);
  });
});

it('compiles only what an operation declares', () => {
  const operation = {
    ...described,
    method: 'post',
    path: '/api/things/{id}',
    caller: 'anyone',
    params: IdPath,
    answers: [{ status: 200, description: 'It', schema: Thing }],
  } as const;
  const routes = publicRoutes<null>();
  const text = (value: unknown) => String(value);
  const thing = { id: 'a', by: 'b', size: 1 };
  routes.serve(operation, (_deps, { params }) => ({
    ...thing,
    // @ts-expect-error: the path has no such parameter.
    id: text(params.ID),
  }));
  routes.serve(operation, (_deps, { query }) => ({
    ...thing,
    // @ts-expect-error: no query is declared.
    id: text(query.id),
  }));
  // @ts-expect-error: a field of the answer is missing.
  routes.serve(operation, () => ({ id: 'a', by: 'b' }));
  routes.serve(operation, (_deps, all) => ({
    ...thing,
    // @ts-expect-error: nobody is known of an operation for anyone.
    by: text(all.principal.id),
  }));
  // @ts-expect-error: a vendor's token must have some scope.
  routes.serve({ ...operation, caller: 'vendor' }, () => thing);
  // @ts-expect-error: there is no such problem.
  routes.serve({ ...operation, problems: ['product-not-fond'] }, () => thing);
  expect(routes.operations).toHaveLength(6);
});

describe('a service', () => {
  const silent = testShell('marketplace');
  const served = (...operations: Operation[]) => {
    const routes = publicRoutes<null>();
    for (const operation of operations)
      routes.serve(operation, () => undefined as never);
    return routes.router(null, ann);
  };
  const get: Operation = {
    ...described,
    method: 'get',
    path: '/api/things/{id}',
    caller: 'anyone',
    answers: [{ status: 200, description: 'It' }],
  };

  it.each(['/api/more', '/.well-known/more', '/more'])(
    'does not start with a public route %s that declares no operation',
    (path) => {
      const bare = new Router().get(path, open(), () => undefined);
      expect(() => everyRouteDescribed([served(get), bare], [get])).toThrow(
        `The route HEAD,GET ${path} declares no operation`,
      );
    },
  );

  it('starts with its sidecar’s routes besides those in the document', () => {
    const { log, metrics } = silent;
    const sidecars = subscriptions(
      {
        app: 'marketplace',
        pubsub: 'broadcast',
        verifyEvent: anyPublisher,
        appApiToken: TEST_APP_TOKEN,
        log,
        metrics,
      },
      [],
    );
    everyRouteDescribed([served(get), sidecars], [get]);
    expect(sidecars.stack.length).toBeGreaterThan(0);
  });

  it('does not start with an operation that is not documented or not served', () => {
    const post: Operation = { ...get, method: 'post' };
    expect(() => everyRouteDescribed([served(get, post)], [get])).toThrow(
      'POST /api/things/{id} is not in the document',
    );
    expect(() => everyRouteDescribed([served(get)], [get, post])).toThrow(
      'POST /api/things/{id} is not served',
    );
  });

  it('checks this at its own start', () => {
    const { deps } = market();
    catalogueRoutes.serve(
      { ...get, path: '/api/late' },
      () => undefined as never,
    );
    expect(OPERATIONS.length).toBeGreaterThan(40);
    expect(() => createMarketplaceApp(deps)).toThrow(
      'GET /api/late is not in the document',
    );
  });
});
