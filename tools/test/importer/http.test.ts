import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { signIn } from '../../importer/api';
import { httpClient } from '../../importer/http';

type Answering = (req: IncomingMessage, res: ServerResponse) => void;

let server: Server;
let answering: Answering;
let base: string;
const seen: string[] = [];
const waits: number[] = [];
const wait = async (ms: number) => void waits.push(ms);

beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(`${req.method} ${req.url} ${req.headers.authorization ?? '-'}`);
    answering(req, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
  waits.length = 0;
});

const json = (
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) =>
  res
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
const problem = (status: number, slug: string, more: object = {}) => ({
  type: `/problems/${slug}`,
  title: 'No',
  status,
  instance: '/',
  ...more,
});

/** Gives these answers in turn, then repeats the last one. */
const inTurn = (...answers: Answering[]) => {
  let turn = 0;
  answering = (req, res) =>
    answers[Math.min(turn++, answers.length - 1)]!(req, res);
};

describe('httpClient', () => {
  const get = { method: 'GET', path: '/api/x' } as const;

  it('waits as long as an overloaded marketplace asks, then retries', async () => {
    inTurn(
      (_, res) =>
        json(res, 429, problem(429, 'too-many-requests'), {
          'retry-after': '7',
        }),
      (_, res) =>
        json(res, 503, problem(503, 'overloaded'), { 'retry-after': '3' }),
      (_, res) => json(res, 200, { fine: true }, { etag: '"p1"' }),
    );
    expect(await httpClient(base, { wait })(get)).toEqual({
      body: { fine: true },
      etag: '"p1"',
    });
    expect(waits).toEqual([7000, 3000]);
  });

  it('retries after a broken connection', async () => {
    inTurn(
      (req) => req.socket.destroy(),
      (_, res) => json(res, 200, {}),
    );
    await httpClient(base, { wait })(get);
    expect(seen).toHaveLength(2);
  });

  it('gives up when asked to wait longer than it retries', async () => {
    inTurn((_, res) =>
      json(res, 503, problem(503, 'overloaded'), { 'retry-after': '3600' }),
    );
    await expect(httpClient(base, { wait })(get)).rejects.toThrow(
      `${base}: answered 503`,
    );
    expect(waits).toEqual([]);
  });

  it('gives up when there is no answer in time', async () => {
    inTurn(() => undefined);
    await expect(
      httpClient(base, { wait, timeoutMs: 50 })({ ...get, retryForMs: 0 }),
    ).rejects.toThrow(`${base}: did not answer in time`);
  });

  it('names an address that cannot be reached', async () => {
    await expect(
      httpClient('http://127.0.0.1:1', { wait })({ ...get, retryForMs: 0 }),
    ).rejects.toThrow('http://127.0.0.1:1: cannot be reached (ECONNREFUSED)');
  });

  it('reports a refusal with every invalid field and the conflicting product, and does not retry', async () => {
    const errors = [{ path: 'name', message: 'is too long' }];
    inTurn((_, res) =>
      json(
        res,
        409,
        problem(409, 'duplicate-sku', {
          detail: 'Taken',
          errors,
          productId: 'p7',
        }),
      ),
    );
    const refused = httpClient(base, { wait })(get);
    await expect(refused).rejects.toMatchObject({
      status: 409,
      slug: 'duplicate-sku',
      message: 'Taken; name is too long',
      productId: 'p7',
    });
    expect(seen).toHaveLength(1);
  });
});

describe('signIn', () => {
  const credentials = {
    email: 'vendor@souk.example',
    password: 'a-good-password',
  };
  let tokens: number;
  const session: Answering = (_, res) =>
    json(res, 201, {
      accessToken: `t${(tokens += 1)}`,
      expiresInSeconds: 900,
      refreshToken: 'r',
    });
  beforeEach(() => (tokens = 0));

  it('refuses wrong credentials at once', async () => {
    inTurn((_, res) =>
      json(
        res,
        401,
        problem(401, 'wrong-credentials', {
          detail: 'Wrong e-mail or password',
        }),
      ),
    );
    await expect(signIn(base, credentials, { wait })).rejects.toThrow(
      'Wrong e-mail or password',
    );
  });

  it('signs in again, once for all calls, when the token has expired', async () => {
    const home = {
      items: [
        {
          id: 'main',
          name: 'Main',
          city: null,
          country: null,
          createdAt: '2026-01-01T00:00:00Z',
        },
      ],
    };
    answering = (req, res) => {
      if (req.url === '/api/vendors/sessions') session(req, res);
      else if (req.headers.authorization === 'Bearer t1')
        json(res, 401, problem(401, 'expired-token'));
      else json(res, 200, home);
    };
    const api = await signIn(base, credentials, { wait });
    expect(
      await Promise.all([
        api.mainWarehouse(),
        api.mainWarehouse(),
        api.mainWarehouse(),
      ]),
    ).toEqual(['main', 'main', 'main']);
    expect(tokens).toBe(2);
  });

  it('sends idempotency key, ETag and ids where they belong', async () => {
    const product = {
      name: 'Tea',
      description: '',
      category: 'Tea',
      price: { amountMinor: 1, currency: 'EUR' },
    };
    const headers: unknown[] = [];
    answering = (req, res) => {
      headers.push([req.headers['idempotency-key'], req.headers['if-match']]);
      if (req.url === '/api/vendors/sessions') session(req, res);
      else json(res, 201, { id: 'p1', createdAt: '2026-01-01T00:00:00Z' });
    };
    const api = await signIn(base, credentials, { wait });
    await api.add('key-1', product);
    await api.change('p1', '"p3"', { name: 'Teas' });
    await api.setOnHand('p1', 'main', 4);
    await api.close();
    expect(seen.slice(1)).toEqual([
      'POST /api/products Bearer t1',
      'PATCH /api/products/p1 Bearer t1',
      'PUT /api/products/p1/stock/main Bearer t1',
      'DELETE /api/vendors/sessions/current Bearer t1',
    ]);
    expect(headers.slice(1, 3)).toEqual([
      ['key-1', undefined],
      [undefined, '"p3"'],
    ]);
  });
});
