import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { AppError } from '@souk/platform/http/errors';
import { createMarketplaceApp, type MarketplaceDeps } from '../../src/app';
import { inFlightGate } from '../../src/http/admission';
import { clientOf } from '../../src/http/client-address';
import { product, stockLevel } from '../support/fixtures';
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

/** A façade in which `/api/vendors/me` is answered only after `release`. */
function withSlowAnswers(overrides: Partial<MarketplaceDeps>) {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const inside = new EventEmitter();
  const whole = market(
    {
      'GET vendors/vendors/me': async () => {
        inside.emit('one');
        await held;
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          'done waiting',
        );
      },
    },
    overrides,
  );
  const slow = async (address = '192.0.2.1') => {
    const arrived = once(inside, 'one');
    const answer = whole.api
      .get('/api/vendors/me')
      .set(as('ann'))
      .set('x-forwarded-for', address)
      .then(({ status }) => status);
    await arrived;
    return { answer };
  };
  return { api: whole.api, slow, release };
}

it('refuses early when too many requests are in flight, and accepts them again afterwards', async () => {
  const { api, slow, release } = withSlowAnswers({ maxInFlight: 1 });
  const { answer } = await slow();
  const refused = await api.get('/api/products').expect(503);
  expect(refused.body).toMatchObject({ type: '/problems/overloaded' });
  expect(refused.headers['retry-after']).toBe('1');
  await api.get('/.well-known/jwks.json').expect(200);
  release();
  expect(await answer).toBe(503);
  await api.get('/api/products').expect(200);
});

it('leaves room for others when one address has many requests in flight', async () => {
  const { api, slow, release } = withSlowAnswers({
    maxInFlight: 10,
    maxInFlightPerAddress: 2,
    trustProxy: true,
  });
  const first = await slow('198.51.100.7');
  const second = await slow('2001:db8:0:1::1');
  const third = await slow('2001:db8:0:1:f::2');
  const from = (address: string) =>
    api.get('/api/products').set('x-forwarded-for', address);
  // Only the last entry was written by our own proxy.
  const refused = await from('203.0.113.1, 2001:db8:0:1::3').expect(503);
  expect(refused.body).toMatchObject({ type: '/problems/overloaded' });
  await from('2001:db8:0:2::1').expect(200);
  await from('198.51.100.7').expect(200);
  release();
  await Promise.all([first.answer, second.answer, third.answer]);
  await from('2001:db8:0:1::3').expect(200);
});

it('does not believe a client about its address unless a proxy is trusted', async () => {
  const { api, slow, release } = withSlowAnswers({ maxInFlightPerAddress: 1 });
  const { answer } = await slow('198.51.100.7');
  await api
    .get('/api/products')
    .set('x-forwarded-for', '198.51.100.8')
    .expect(503);
  release();
  await answer;
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:DB8::1', '2001:db8:0:0'],
  ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0'],
  ['1:2::4:5:6:7:8', '1:2:0:4'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
  ['nonsense', 'nonsense'],
])('counts %s as the client %s', (address, client) => {
  expect(clientOf(address)).toBe(client);
});

it('keeps no address that holds no place', () => {
  const enter = inFlightGate({ maxInFlight: 2, maxInFlightPerAddress: 1 });
  for (let n = 0; n < 1_000; n++) enter(`address-${n}`)();
  const leave = enter('a');
  expect(() => enter('a')).toThrow('your address');
  leave();
  expect(() => enter('a')()).not.toThrow();
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

describe('the write quota of a vendor', () => {
  const stock = () => stockLevel();
  const shop = () =>
    market(
      {
        'GET products/products/prod-1': product(),
        'GET inventory/stock/prod-1': stock,
        'PUT inventory/stock/prod-1/loft': stock,
      },
      {
        limits: {
          signInsPerAccount: 3,
          signInsPerIp: 10,
          registrationsPerIp: 5,
          writesPerVendor: 4,
        },
      },
    );
  const write = (api: ReturnType<typeof shop>['api'], vendor: string) =>
    api
      .put('/api/products/prod-1/stock/loft')
      .set(as(vendor))
      .send({ onHand: 3 });

  it('counts writes, and leaves reads and other vendors alone', async () => {
    const { api } = shop();
    for (let n = 0; n < 4; n++) await write(api, 'ann').expect(200);
    const refused = await write(api, 'ann').expect(429);
    expect(refused.body).toMatchObject({ type: '/problems/too-many-requests' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await api.get('/api/products/prod-1/stock').set(as('ann')).expect(200);
    await write(api, 'bob').expect(404);
  });

  it('counts a large body for more', async () => {
    const { api } = shop();
    // Three of the four, and refused only afterwards.
    const body = { description: 'x'.repeat(10 * 1024), colour: 'blue' };
    await api
      .patch('/api/products/prod-1')
      .set(as('ann'))
      .send(body)
      .expect(422);
    await write(api, 'ann').expect(200);
    await write(api, 'ann').expect(429);
  });
});
