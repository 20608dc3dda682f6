import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { APPS } from '@souk/contracts/apps';
import { productCreated } from '@souk/contracts/products/events';
import { scopesOf } from '@souk/contracts/rights';
import { type Product } from '@souk/contracts/products/views';
import { sessionRevoked } from '@souk/contracts/vendors/events';
import { signingKey } from '@souk/platform/auth/keys';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import { until } from '@souk/platform/testing/until';
import jwt from 'jsonwebtoken';
import {
  newProduct,
  newVendor,
  opened,
  operatorToken,
  type VendorAccount,
} from '../lib/souk/accounts';
import { byInternalPort } from '../lib/souk/internal-grpc';
import { listensAtAll, listensBeyondLoopback } from '../lib/souk/listeners';
import { allReady, originOf } from '../lib/souk/parts';
import { declaredByHand, routes, type Route } from '../lib/souk/routes';
import {
  api,
  endpoints,
  problem,
  request,
  secrets,
  type Call,
} from '../lib/souk/souk';

let ann: VendorAccount;
let product: Product;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
  product = await newProduct(ann);
  await opened(product.id);
});

const INSIDE: string[] = APPS.filter((app) => app !== 'marketplace');

const event = (topic: string, data: object) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: 'outside',
  type: topic,
  topic,
  data,
});

/**
 * Calls that only a sidecar may make, and that would do harm from anyone else.
 */
const sidecarCalls = (): [string, string, string, unknown][] => [
  ['inventory', 'GET', '/dapr/config', undefined],
  ['inventory', 'GET', '/dapr/subscribe', undefined],
  ['marketplace', 'GET', '/dapr/subscribe', undefined],
  [
    'inventory',
    'PUT',
    `/actors/InventoryActor/${product.id}/method/apply`,
    { kind: 'set' },
  ],
  [
    'inventory',
    'PUT',
    `/actors/InventoryActor/${product.id}/method/remind/relay`,
    {},
  ],
  ['inventory', 'DELETE', `/actors/InventoryActor/${product.id}`, undefined],
  [
    'inventory',
    'POST',
    `/events/${productCreated.topic}`,
    event(productCreated.topic, { ...product, id: 'never-added' }),
  ],
  [
    'inventory',
    'POST',
    '/events/inventory.dead-letters',
    event(productCreated.topic, {}),
  ],
  [
    'marketplace',
    'POST',
    `/events/${productCreated.topic}`,
    event(productCreated.topic, { ...product, id: 'never-added' }),
  ],
  [
    'marketplace',
    'POST',
    `/events/${sessionRevoked.topic}`,
    event(sessionRevoked.topic, { vendorId: ann.id, sessionId: 'x' }),
  ],
];

/** What a sidecar asks of whoever calls it on its public port. */
const bySidecar = (app: string) => ({
  'dapr-api-token': secrets()[`${app}-dapr-api-token`] ?? '',
});

/**
 * A service invocation from another app's sidecar: it arrives through the
 * callee's sidecar, with its valid token.
 */
const invoked = (
  caller: string,
  app: string,
  method: string,
  path: string,
  body: unknown,
) =>
  request(
    originOf(`${caller}.sidecar`),
    method,
    `/v1.0/invoke/${app}/method${path}`,
    {
      headers: bySidecar(caller),
      ...(body === undefined ? {} : { body }),
    },
  );

describe('what only a sidecar may call', () => {
  test('is refused to direct connections', async () => {
    for (const [app, method, path, body] of sidecarCalls()) {
      const call: Call = body === undefined ? {} : { body };
      const token = secrets()[`${app}-app-api-token`] ?? '';
      const disguises = [
        {},
        { 'dapr-api-token': 'x'.repeat(token.length) },
        { 'dapr-api-token': token, 'dapr-callee-app-id': app },
      ];
      for (const headers of disguises) {
        expect([
          path,
          problem(
            await request(originOf(app), method, path, { ...call, headers }),
            403,
          ),
        ]).toEqual([path, 'sidecar-only']);
      }
    }
  });

  test.each(APPS)('is refused to %s by service invocation', async (caller) => {
    for (const [app, method, path, body] of sidecarCalls().filter(
      ([callee]) => callee !== caller,
    )) {
      expect([
        path,
        problem(
          {
            ...(await invoked(caller, app, method, path, body)),
            request: `${method} ${path}`,
          },
          403,
        ),
      ]).toEqual([path, 'sidecar-only']);
    }
  });

  test('has changed nothing in all these attempts', async () => {
    expect((await api('GET', '/api/products/never-added')).status).toBe(404);
    expect((await opened(product.id)).version).toBe(1);
    expect(
      (await api('GET', '/api/vendors/me', { token: ann.token })).status,
    ).toBe(200);
  });

  const setTo = (quantity: number, kind = 'set') => ({
    kind,
    operationId: randomUUID(),
    vendorId: ann.id,
    warehouseId: ann.main,
    quantity,
    by: 'operator',
    reason: 'mine',
  });

  test.each(APPS)(
    'an actor is not called for the sidecar of %s alone',
    async (app) => {
      const path = `/actors/InventoryActor/${product.id}/method/apply`;
      const answer = await request(
        originOf(`${app}.sidecar`),
        'PUT',
        `/v1.0${path}`,
        { headers: bySidecar(app), body: setTo(1_000_000, 'repair') },
      );
      expect([answer.status, answer.text]).toEqual([
        500,
        expect.stringContaining('missing-token'),
      ]);
      expect((await opened(product.id)).version).toBe(1);
    },
  );

  test('an actor is not called for reaching the internal port of its sidecar', async () => {
    const answer = await byInternalPort('inventory', {
      rpc: 'CallActor',
      method: 'apply',
      verb: 'PUT',
      actor: { type: 'InventoryActor', id: product.id },
      data: setTo(4_242),
    });
    expect(answer).toContain('missing-token');
    expect((await opened(product.id)).version).toBe(1);
  });

  test('an event is not believed for having been published, or delivered', async () => {
    const dropped = async () => {
      const { text } = await request(
        originOf('marketplace'),
        'GET',
        '/metrics',
      );
      const line = text
        .split('\n')
        .find(
          (one) => one.includes(sessionRevoked.topic) && one.includes('DROP'),
        );
      return Number(line?.split(' ').at(-1) ?? 0);
    };
    const before = await dropped();
    const { sid } = jwt.decode(ann.token) as { sid: string };
    const data = { vendorId: ann.id, sessionId: sid };
    const published = await request(
      originOf('products.sidecar'),
      'POST',
      `/v1.0/publish/bus/${sessionRevoked.topic}`,
      { headers: bySidecar('products'), body: data },
    );
    expect(published.status).toBe(204);
    await until('it is dropped', async () => (await dropped()) > before);
    const delivered = await byInternalPort('marketplace', {
      rpc: 'CallLocal',
      method: `events/${sessionRevoked.topic}`,
      verb: 'POST',
      data: { ...event(sessionRevoked.topic, data), source: 'vendors' },
    });
    expect(delivered).toContain('{"status":"DROP"}');
    expect(
      (await api('GET', '/api/vendors/me', { token: ann.token })).status,
    ).toBe(200);
  });

  test.each(APPS)('the sidecar of %s requires its token', async (app) => {
    const wanted = `/v1.0/invoke/${app}/method/livez`;

    expect(
      (await request(originOf(`${app}.sidecar`), 'GET', wanted)).status,
    ).toBe(401);
    expect(
      (
        await request(originOf(`${app}.sidecar`), 'GET', wanted, {
          headers: { 'dapr-api-token': 'x'.repeat(43) },
        })
      ).status,
    ).toBe(401);
  });
});

describe('a route', () => {
  const token = (
    audience: string,
    scopes: string[],
    ttlSeconds = 60,
    issuer = 'marketplace',
  ) =>
    tokenIssuer(issuer, signingKey(secrets()['marketplace-signing-key'] ?? ''))(
      { subject: ann.id, role: 'vendor', scopes },
      { audience, ttlSeconds },
    );
  /** By a service that the table of rights does not allow to ask. */
  const tokenOf = (issuer: string, audience: string, scope: string) =>
    tokenIssuer(issuer, signingKey(secrets()[`${issuer}-signing-key`] ?? ''))(
      { subject: issuer, role: 'service', scopes: [scope] },
      { audience, ttlSeconds: 60 },
    );
  const send = ({ app, method, path }: Route, bearer?: string) =>
    request(originOf(app), method, path, {
      token: bearer,
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }),
    });
  const inside = routes.filter(({ app }) => INSIDE.includes(app));

  test('is found by this test when its source declares it', () => {
    expect(new Set(routes.map(({ app }) => app))).toEqual(
      new Set<string>(APPS),
    );
    // Counted, so that a route this test no longer finds is noticed.
    expect([inside.length, routes.length]).toEqual([87, 167]);
    expect(APPS.flatMap(declaredByHand)).toEqual([]);
  });

  test('with public keys is the only one that nobody declares', async () => {
    for (const app of APPS) {
      const path = '/.well-known/jwks.json';
      const answer = await request(originOf(app), 'GET', path);
      const { kid } = signingKey(secrets()[`${app}-signing-key`] ?? '');
      expect(answer.json).toMatchObject({ keys: [{ kid }] });
      expect(answer.text).not.toContain('"d"');
    }
  });

  test('of an internal service always requires a token', () => {
    expect(inside.filter(({ policy }) => policy === 'open')).toEqual([]);
  });

  test('of the façade is open only where clients have no token yet, or need none', () => {
    const open = routes
      .filter(({ policy }) => policy === 'open')
      .map(({ method, path }) => `${method} ${path}`);

    expect(open.sort()).toEqual([
      'DELETE /api/cart/lines/some-id',
      'DELETE /api/cart/saved/some-id',
      'GET /.well-known/jwks.json',
      'GET /api/cart',
      'GET /api/categories',
      'GET /api/docs',
      'GET /api/openapi.json',
      'GET /api/products',
      'GET /api/products/facets',
      'GET /api/products/some-id',
      'GET /api/products/some-id/availability',
      'GET /api/suggestions',
      'GET /api/vendors/some-id',
      'GET /api/vendors/some-id/shipping-methods',
      'POST /api/checkout/quotes',
      'POST /api/customers',
      'POST /api/customers/password-resets',
      'POST /api/customers/sessions',
      'POST /api/customers/sessions/refresh',
      'POST /api/customers/verifications',
      'POST /api/operators/sessions',
      'POST /api/session',
      'POST /api/session/registration',
      'POST /api/vendors',
      'POST /api/vendors/password-resets',
      'POST /api/vendors/sessions',
      'POST /api/vendors/sessions/refresh',
      'PUT /api/cart/lines/some-id',
      'PUT /api/cart/saved/some-id',
      'PUT /api/customers/password-resets',
      'PUT /api/vendors/password-resets',
    ]);
  });

  test.each(
    inside.map(
      (route) =>
        [`${route.app}: ${route.method} ${route.path}`, route] as const,
    ),
  )(
    '%s is served, and only with a token for this app with its scope',
    async (_name, route) => {
      const { app, policy } = route;
      const elsewhere = APPS.find((other) => other !== app) ?? '';

      expect(problem(await send(route), 401)).toBe('missing-token');
      expect(problem(await send(route, 'nonsense'), 401)).toBe('invalid-token');
      expect(problem(await send(route, ann.token), 401)).toBe('invalid-token');
      expect(problem(await send(route, token(elsewhere, [policy])), 401)).toBe(
        'invalid-token',
      );
      expect(
        problem(await send(route, token(app, [policy], 60, 'vendors')), 401),
      ).toBe('invalid-token');
      for (const other of INSIDE) {
        const mayAsk = scopesOf(other, app);
        if (mayAsk.some((scope) => scope === policy)) continue;
        const refused = await send(route, tokenOf(other, app, policy));
        const [status, slug] =
          mayAsk.length > 0
            ? ([403, 'missing-scope'] as const)
            : ([401, 'invalid-token'] as const);
        expect(problem(refused, status)).toBe(slug);
      }
      expect(problem(await send(route, token(app, [policy], -5)), 401)).toBe(
        'expired-token',
      );
      expect(
        problem(await send(route, token(app, ['another:scope'])), 403),
      ).toBe('missing-scope');
    },
  );

  test.each(
    routes
      .filter(({ policy }) => policy === 'session')
      .map((route) => [`${route.method} ${route.path}`, route] as const),
  )('%s accepts a cookie and no token', async (_name, route) => {
    expect(problem(await send(route), 401)).toBe('missing-token');
    expect(problem(await send(route, ann.token), 401)).toBe('missing-token');
  });

  test.each(
    routes
      .filter(
        ({ app, policy }) =>
          app === 'marketplace' && !['open', 'session'].includes(policy),
      )
      .map((route) => [`${route.method} ${route.path}`, route] as const),
  )('%s of the façade accepts no internal token', async (_name, route) => {
    expect(problem(await send(route), 401)).toBe('missing-token');
    expect(
      problem(await send(route, token('products', [route.policy])), 401),
    ).toBe('invalid-token');
    expect(
      problem(
        await send(route, token('souk-operations', [route.policy], -5)),
        401,
      ),
    ).toBe('expired-token');
  });
});

describe('the machine', () => {
  /** Their health probe always listens on every address (Dapr 1.18). */
  const EXCUSED = ['placement', 'scheduler'];

  test('listens on loopback only', () => {
    const parts = Object.entries(endpoints().parts);
    const beyond = parts.flatMap(([name, { pid }]) => {
      const open = listensBeyondLoopback(pid);
      return open.length > (EXCUSED.includes(name) ? 1 : 0)
        ? [`${name}: ${open.join(', ')}`]
        : [];
    });

    expect(
      parts.filter(([, { pid }]) => !listensAtAll(pid)).map(([name]) => name),
    ).toEqual([]);
    expect(beyond).toEqual([]);
  });

  test('logs no secret', async () => {
    const words = [
      ...Object.values(secrets()),
      ann.password,
      ann.token,
      ann.refreshToken,
      await operatorToken(),
    ];
    const fragments = words.map(
      (word) =>
        word
          .replace(/-----[A-Z ]+-----/g, '')
          .trim()
          .split('\n')[0] ?? '',
    );
    expect(fragments.filter((fragment) => fragment.length < 8)).toEqual([]);

    const logs = Object.entries(endpoints().parts).filter(([, { log }]) =>
      existsSync(log),
    );
    expect(logs.length).toBeGreaterThan(8);
    const told = logs.flatMap(([name, { log }]) => {
      const text = readFileSync(log, 'utf8');
      return fragments.some((fragment) => text.includes(fragment))
        ? [name]
        : [];
    });
    expect(told).toEqual([]);
  });
});
