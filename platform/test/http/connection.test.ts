import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import Router from '@koa/router';
import { Client } from 'undici';
import { createApp } from '../../src/http/app';
import { open } from '../../src/http/policy';
import { testShell } from '../../src/testing/shell';

let server: Server;
let client: Client;

beforeAll(async () => {
  const router = new Router();
  router.post('/things', open(), (ctx) => {
    ctx.body = { taken: true };
  });
  const handle = createApp(
    { ...testShell('things'), maxBodyBytes: 100_000 },
    router,
  ).callback();
  server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new Client(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
});
afterAll(async () => {
  await client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = async (body: string | Readable) => {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(5_000);
  const answer = await client.request({
    method: 'POST',
    path: '/things',
    headers,
    body,
    signal,
  });
  await answer.body.dump();
  return answer.statusCode;
};

it('serves the next request on a connection after a streamed body over the limit', async () => {
  for (let round = 0; round < 5; round++) {
    const growing = Readable.from([
      '"',
      ...Array.from({ length: 300 }, () => 'x'.repeat(1_000)),
      '"',
    ]);
    expect(await post(growing)).toBe(413);
    expect(await post('{}')).toBe(200);
  }
});
