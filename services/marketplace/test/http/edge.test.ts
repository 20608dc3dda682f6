import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { AppError } from '@souk/platform/http/errors';
import { createMarketplaceApp } from '../../src/app';
import { as, market } from '../support/market';

it.each([
  ['get', '/api/nothing', 404, 'route-not-found'],
  ['get', '/', 404, 'route-not-found'],
  ['get', '/api/products/..%2f..%2fetc', 422, 'invalid-input'],
  ['get', `/api/products/${'x'.repeat(65)}`, 422, 'invalid-input'],
  ['post', '/actors/InventoryActor/prod-1/method/open', 404, 'route-not-found'],
] as const)(
  'answers %s %s with a problem document',
  async (method, path, status, slug) => {
    const refused = await market().api[method](path).expect(status);
    expect(refused.headers['content-type']).toMatch(
      /application\/problem\+json/,
    );
    expect(refused.body).toMatchObject({ type: `/problems/${slug}`, status });
  },
);

it('answers a path that cannot be decoded with a client error', async () => {
  const refused = await market().api.get('/api/products/%E0%A4%A');
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.status).toBeLessThan(500);
});

it.each([
  ['put', '/api/products', 'GET, POST'],
  ['post', '/api/products/prod-1', 'GET, PATCH, DELETE'],
  ['delete', '/api/vendors/me', 'GET'],
] as const)(
  'refuses %s %s and names the allowed methods',
  async (method, path, methods) => {
    const refused = await market().api[method](path).set(as('ann')).expect(405);
    expect(refused.body).toMatchObject({
      type: '/problems/method-not-allowed',
      status: 405,
    });
    const allowed = (refused.headers['allow'] ?? '').split(', ');
    for (const each of methods.split(', ')) expect(allowed).toContain(each);
  },
);

it('refuses early when too many requests are in flight, and accepts them again afterwards', async () => {
  let release: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  const inside = new Promise<void>((resolve) => (arrived = resolve));
  const held = new Promise<void>((resolve) => (release = resolve));
  const { api } = market(
    {
      'GET vendors/vendors/me': async () => {
        arrived();
        await held;
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          'done waiting',
        );
      },
    },
    { maxInFlight: 1 },
  );
  const slow = api
    .get('/api/vendors/me')
    .set(as('ann'))
    .then(({ status }) => status);
  await inside;
  const refused = await api.get('/api/products').expect(503);
  expect(refused.body).toMatchObject({ type: '/problems/overloaded' });
  expect(refused.headers['retry-after']).toBe('1');
  await api.get('/.well-known/jwks.json').expect(200);
  release();
  expect(await slow).toBe(503);
  await api.get('/api/products').expect(200);
});

it('serves others while bodies are slow to arrive', async () => {
  const app = createMarketplaceApp(market({}, { maxInFlight: 2 }).deps);
  const answer = app.callback();
  const server = createServer((req, res) => void answer(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const head =
    'POST /api/vendors HTTP/1.1\r\nhost: x\r\n' +
    'content-type: application/json\r\ncontent-length: 100\r\n\r\n{';
  const slow = Array.from({ length: 5 }, () => connect(port, '127.0.0.1'));
  const arrived = new Promise<void>((resolve) => {
    let requests = 0;
    server.on('request', () => (requests += 1) === slow.length && resolve());
  });
  slow.forEach((socket) => socket.write(head));
  await arrived;
  const { status } = await fetch(`http://127.0.0.1:${port}/api/products`);
  slow.forEach((socket) => socket.destroy());
  server.close();
  server.closeAllConnections();

  expect(status).toBe(200);
});

it.each(['/API/products', '/api/Products', '/Api/openapi.json'])(
  'has no route %s, which admission would not count',
  async (path) => {
    const refused = await market().api.get(path).expect(404);
    expect(refused.body).toMatchObject({ type: '/problems/route-not-found' });
  },
);

it('forbids sniffing, framing and caching', async () => {
  const { headers } = await market().api.get('/api/products').expect(200);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-cache',
  });
});
