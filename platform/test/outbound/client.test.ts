import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outbound, type OutboundRequest } from '../../src/outbound/client';
import { withBudget } from '../../src/http/deadline';

const servers: Server[] = [];
const clients: ReturnType<typeof outbound>[] = [];
afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await Promise.all(clients.map((client) => client.close()));
});

/** A service on loopback, and a client that may call it and nothing else. */
async function service(listener: RequestListener) {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(`${req.method} ${req.url}`);
    listener(req, res);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = outbound({ hosts: [host], allowPrivate: true });
  clients.push(client);
  const call = (request: Partial<OutboundRequest> = {}) =>
    client.request({ method: 'GET', url: `http://${host}/a?b=1`, ...request });
  return { host, seen, call, client };
}

const answering =
  (...statuses: number[]): RequestListener =>
  (_req, res) => {
    res.statusCode = statuses.shift() ?? 200;
    res.end('told');
  };
const unavailable = { kind: 'unavailable', slug: 'dependency-unavailable' };

it('answers with status, headers and the exact bytes', async () => {
  const bytes = Buffer.from([0, 255, 10, 13]);
  const { call, seen } = await service((req, res) => {
    res.setHeader('x-told', String(req.headers['x-asked']));
    req.pipe(res);
  });
  const answer = await call({
    method: 'POST',
    body: bytes,
    headers: { 'x-asked': 'yes' },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers['x-told']).toBe('yes');
  expect(answer.body.equals(bytes)).toBe(true);
  expect(seen).toEqual(['POST /a?b=1']);
});

it('does not follow a redirect', async () => {
  const { call, seen } = await service((_req, res) =>
    res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  );
  expect((await call()).status).toBe(302);
  expect(seen).toHaveLength(1);
});

it('calls no other host', async () => {
  const { client, host } = await service(answering());
  const url = `http://localhost:${host.split(':')[1]}/`;
  expect(() => client.request({ method: 'GET', url })).toThrow(
    'is not a host we may call',
  );
});

describe('a request that fails', () => {
  it('is sent again when it may be', async () => {
    const { call, seen } = await service(answering(503, 503));
    expect((await call()).status).toBe(200);
    expect(seen).toHaveLength(3);
  });

  it('is sent once when it may have taken effect', async () => {
    const { call, seen } = await service((_req, res) => res.destroy());
    const sale = call({ method: 'POST', body: '{}' });
    await expect(sale).rejects.toMatchObject(unavailable);
    expect(seen).toHaveLength(1);
  });

  it('is sent again as a POST with an idempotency key', async () => {
    const { call, seen } = await service(answering(503));
    const sale = { method: 'POST', body: '{}', repeatable: true } as const;
    expect((await call(sale)).status).toBe(200);
    expect(seen).toHaveLength(2);
  });

  it('is not sent again for a refusal', async () => {
    const { call, seen } = await service(answering(404));
    expect((await call()).status).toBe(404);
    expect(seen).toHaveLength(1);
  });

  it('ends with the time its caller has', async () => {
    let answers: RequestListener = () => undefined;
    const { call } = await service((...given) => answers(...given));
    // That says nothing of the host, however often.
    for (let n = 0; n < 6; n++)
      await expect(withBudget(20, () => call())).rejects.toMatchObject(
        unavailable,
      );
    answers = answering();
    expect((await call()).status).toBe(200);
  });

  it('is not sent any more once its host has failed five times', async () => {
    const { call, seen } = await service((_req, res) => res.destroy());
    const sale = () => call({ method: 'POST', body: '{}' });
    for (let n = 0; n < 8; n++)
      await expect(sale()).rejects.toMatchObject(unavailable);
    expect(seen).toHaveLength(5);
  });
});

it('refuses an answer over its limit', async () => {
  const { host } = await service((_req, res) => res.end('x'.repeat(2_000)));
  const client = outbound({
    hosts: [host],
    allowPrivate: true,
    maxBytes: 1_000,
  });
  clients.push(client);
  await expect(
    client.request({ method: 'POST', url: `http://${host}/` }),
  ).rejects.toMatchObject(unavailable);
});

describe('without leave to call private addresses', () => {
  const strict = outbound({
    hosts: ['127.0.0.1', '[::1]', 'localhost', '169.254.169.254'],
  });
  clients.push(strict);
  const get = (url: string) => strict.request({ method: 'POST', url });

  it.each(['https://127.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/'])(
    '%s is refused',
    (url) => expect(() => get(url)).toThrow('is a private address'),
  );

  it('a name that resolves to one is refused', async () => {
    const refused: unknown = await get('https://localhost/').catch(
      (err: unknown) => err,
    );
    expect(refused).toMatchObject({
      ...unavailable,
      cause: { message: expect.stringContaining('is private') as unknown },
    });
  });

  it('plain HTTP is refused', () => {
    expect(() => get('http://localhost/')).toThrow('not called by HTTPS');
  });
});
