import { createHmac, timingSafeEqual } from 'node:crypto';
import request from 'supertest';
import { createApp } from '../../src/http/app';
import { exactBytes } from '../../src/http/body';
import { currentDeadline } from '../../src/http/deadline';
import { AppError } from '../../src/http/errors';
import { open } from '../../src/http/policy';
import { createRouter } from '../../src/http/router';
import { testShell } from '../../src/testing/shell';

const MAX = 1_000;
const KEY = 'the key of the sender';
const macOf = (bytes: Buffer | string) =>
  createHmac('sha256', KEY).update(bytes).digest();

/** A webhook that checks its signature over the bytes, and a JSON route. */
function server(busy = false) {
  const got: { bytes: Buffer; deadline: boolean }[] = [];
  const router = createRouter();
  router.post('/api/webhooks/:sender', open(), exactBytes(), (ctx) => {
    const bytes = ctx.request.body as Buffer;
    const signature = Buffer.from(ctx.get('x-signature'), 'hex');
    const mac = macOf(bytes);
    if (signature.length !== mac.length || !timingSafeEqual(signature, mac))
      throw new AppError('malformed', 'invalid-input', 'Not signed');
    got.push({ bytes, deadline: currentDeadline() !== undefined });
    ctx.body = {};
  });
  router.post('/api/json', open(), (ctx) => (ctx.body = ctx.request.body));
  const gate = () => {
    if (busy) throw new AppError('unavailable', 'overloaded', 'busy');
  };
  const shell = {
    ...testShell('test'),
    maxBodyBytes: MAX,
    afterBody: [
      (_ctx: unknown, next: () => Promise<void>) => {
        gate();
        return next();
      },
    ],
  };
  return { api: request(createApp(shell, router).callback()), got };
}

const send = (
  { api }: ReturnType<typeof server>,
  bytes: string,
  type = 'application/json',
) =>
  api
    .post('/api/webhooks/stripe')
    .set('content-type', type)
    .set('x-signature', macOf(bytes).toString('hex'))
    .send(bytes);

it.each([
  ['JSON with its spaces', '{ "b":1,\r\n"a": 2 }', 'application/json'],
  ['text that is no JSON', 'a=1&b=%20', 'application/x-www-form-urlencoded'],
  ['nothing', '', 'text/plain'],
])('a webhook gets %s as the exact bytes', async (_what, body, type) => {
  const running = server();
  await send(running, body, type).expect(200);
  expect(running.got).toEqual([{ bytes: Buffer.from(body), deadline: true }]);
});

it('a webhook refuses what is not signed', async () => {
  const { api, got } = server();
  await api.post('/api/webhooks/stripe').send({ a: 1 }).expect(400);
  expect(got).toEqual([]);
});

it('a webhook has the limits of every route', async () => {
  const large = 'x'.repeat(MAX + 1);
  const answer = await send(server(), large).expect(413);
  expect(answer.body).toMatchObject({ type: '/problems/body-too-large' });
  await send(server(true), '{}').expect(503);
  await server()
    .api.post('/api/webhooks/stripe')
    .set('content-encoding', 'gzip')
    .send('{}')
    .expect(415);
});

it('other routes get JSON as before', async () => {
  const { api } = server();
  expect((await api.post('/api/json').send({ a: 1 })).body).toEqual({ a: 1 });
  await api
    .post('/api/json')
    .set('content-type', 'text/plain')
    .send('a')
    .expect(415);
});
