import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import Router from '@koa/router';
import request from 'supertest';
import { createApp } from '../src/http/app';
import { open } from '../src/http/policy';
import { connectMongo, databaseAway } from '../src/mongo/client';
import { testShell } from '../src/testing/shell';
import { until } from '../src/testing/until';

const uri = process.env['SOUK_TEST_MONGODB_URI'];
if (!uri) throw new Error('SOUK_TEST_MONGODB_URI is not set; `npm test` starts a server and sets it');
const real = new URL(uri);

/** A way to the real server that opens later. */
async function closedDoor(): Promise<{ port: number; open: () => Promise<Server> }> {
  const listen = async (server: Server, port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const placeholder = createServer();
  const port = await listen(placeholder, 0);
  placeholder.close();
  const open = async () => {
    const server = createServer((near) => {
      const far = connect(Number(real.port), real.hostname);
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) socket.on('error', () => [near, far].map((each) => each.destroy()));
    });
    await listen(server, port);
    return server;
  };
  return { port, open };
}

it('works once the server is there, however long it was not', async () => {
  const door = await closedDoor();
  const mongo = connectMongo(`mongodb://127.0.0.1:${door.port}/?directConnection=true`, 'late');
  await expect(mongo.ready()).rejects.toMatchObject({ slug: 'dependency-unavailable' });
  await expect(mongo.db.collection('any').findOne()).rejects.toThrow();
  const server = await door.open();
  await until('the database is reached', async () => {
    await mongo.ready();
    return true;
  });
  expect(await mongo.db.collection('any').findOne()).toBeNull();
  await mongo.close();
  server.close();
});

it('closes while it is still trying to connect', async () => {
  const { port } = await closedDoor();
  const mongo = connectMongo(`mongodb://127.0.0.1:${port}/?directConnection=true`, 'never');
  await mongo.close();
  await expect(mongo.ready()).rejects.toMatchObject({ slug: 'dependency-unavailable' });
});

it('is a fault with a name to whoever asks a service whose database is away', async () => {
  const { port } = await closedDoor();
  const mongo = connectMongo(`mongodb://127.0.0.1:${port}/?directConnection=true&serverSelectionTimeoutMS=200`, 'away');
  const router = new Router();
  router.get('/first', open(), async (ctx) => {
    ctx.body = await mongo.db.collection('any').findOne();
  });
  const app = createApp({ ...testShell('away'), faultOf: databaseAway }, router);
  const answer = await request(app.callback()).get('/first').expect(503).expect('retry-after', '1');
  expect(answer.body).toMatchObject({ type: '/problems/dependency-unavailable', status: 503 });
  await mongo.close();
});
