import { request } from 'undici';
import { isPublic } from '../../src/http/public-listener';
import { startChild } from '../fixtures/child';
import { freePorts } from '../fixtures/free-port';

test.each([
  ['GET', '/api/products?limit=2'],
  ['POST', '/api/products'],
  ['PUT', '/api'],
  ['GET', '/'],
  ['HEAD', '/assets/index-1a2b.js'],
  ['GET', '/products/p-1?from=/metrics'],
  ['GET', '/metricsman'],
])('%s %s is public', (method, url) => {
  expect(isPublic(method, url)).toBe(true);
});

test.each([
  ['GET', '/metrics'],
  ['GET', '/metrics?x=/api'],
  ['GET', '/METRICS/'],
  ['GET', '/livez'],
  ['GET', '/readyz'],
  ['GET', '/dapr/subscribe'],
  ['GET', '/dapr/config'],
  ['PUT', '/actors/InventoryActor/p-1/method/open'],
  ['GET', '/actors'],
  ['POST', '/events/products.product-created.v1'],
  ['GET', '/.well-known/jwks.json'],
  ['POST', '/anything'],
  ['DELETE', '/'],
  ['POST', '/apis'],
  ['GET', 'http://inside/metrics'],
  ['OPTIONS', '*'],
])('%s %s is not public', (method, url) => {
  expect(isPublic(method, url)).toBe(false);
});

test('the public port serves only public routes, the other port all of them', async () => {
  const [port, publicPort] = await freePorts(2);
  const child = startChild('serving.ts', {
    PORT: String(port),
    PUBLIC_PORT: String(publicPort),
  });
  try {
    await child.said('listening');
    const status = async (at: number | undefined, path: string) => {
      const answer = await request(`http://127.0.0.1:${at}${path}`);
      return `${answer.statusCode} ${await answer.body.text()}`;
    };
    expect(await status(publicPort, '/slow/0')).toMatch(/^200 /);
    expect(await status(port, '/metrics')).toMatch(/^200 # HELP/);
    expect(await status(publicPort, '/metrics')).toMatch(
      /^404 .*"type":"\/problems\/route-not-found".*"instance":"\/metrics"/,
    );
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
  } finally {
    child.process.kill('SIGKILL');
  }
});
