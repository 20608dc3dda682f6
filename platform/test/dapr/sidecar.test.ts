import { once } from 'node:events';
import {
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { connectSidecar, type Sidecar } from '../../src/dapr/sidecar';
import { until } from '../../src/testing/until';
import { freePorts } from '../fixtures/free-port';

describe('a sidecar that accepts a request and never answers', () => {
  const sockets = new Set<Socket>();
  let silent: Server;
  let sidecar: Sidecar;
  let aborted = 0;

  beforeAll(async () => {
    silent = createServer((socket) => {
      sockets.add(socket);
      socket.resume().on('error', () => undefined);
      socket.on('close', () => (aborted += 1));
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    sidecar = connectSidecar({
      port: (silent.address() as AddressInfo).port,
      apiToken: 'x',
    });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await sidecar.close();
  });

  it('fails with dependency-unavailable after the timeout and aborts the request', async () => {
    const began = Date.now();
    await expect(
      sidecar.request({ method: 'GET', path: '/x', timeoutMs: 100 }),
    ).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    expect(Date.now() - began).toBeLessThan(2_000);
    await until('the connection is closed', () => aborted === 1);
  });
});

describe('an absent sidecar', () => {
  it('fails with dependency-unavailable', async () => {
    const [port] = await freePorts(1);
    const sidecar = connectSidecar({ port: port!, apiToken: 'x' });
    await expect(
      sidecar.request({ method: 'GET', path: '/x' }),
    ).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    await sidecar.close();
  });
});
