import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';

/** A Koa app that does nothing but answer with this JSON. */
process.once('message', (body) => void serve(body));

async function serve(body: unknown): Promise<void> {
  const app = new Koa();
  app.use((ctx) => {
    ctx.body = body;
  });
  const answer = app.callback();
  const server = createServer((req, res) => void answer(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.send?.((server.address() as AddressInfo).port);
}
