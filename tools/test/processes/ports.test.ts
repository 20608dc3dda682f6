import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { choosePorts, holdPort, isFree } from '../../processes/ports';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listenOn(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
}

const NAMES = ['redis', 'mongodb', 'placement'];
const file = () => join(folder(), 'run', 'ports.json');

it('chooses distinct free ports below the ephemeral range', async () => {
  const ports = await choosePorts(file(), NAMES);
  const chosen = NAMES.map(ports);
  expect(new Set(chosen).size).toBe(3);
  for (const port of chosen) {
    expect(port).toBeLessThan(32_768);
    expect(await isFree(port)).toBe(true);
  }
});

it('chooses the same ports again, except those taken meanwhile', async () => {
  const first = await choosePorts(file(), NAMES);
  await listenOn(first('mongodb'));
  const second = await choosePorts(file(), NAMES);
  expect([second('redis'), second('placement')]).toEqual([
    first('redis'),
    first('placement'),
  ]);
  expect(second('mongodb')).not.toBe(first('mongodb'));
});

it('holds the requested port until it is released', async () => {
  const port = (await choosePorts(file(), ['api']))('api');
  const held = await holdPort(port);
  expect(held.port).toBe(port);
  expect(await isFree(port)).toBe(false);
  await held.release();
  expect(await isFree(port)).toBe(true);
});

it('moves on to the next free port, also for two callers at once', async () => {
  const port = (await choosePorts(file(), ['api']))('api');
  await listenOn(port);
  const both = await Promise.all([holdPort(port), holdPort(port)]);
  expect(both[0].port).toBeGreaterThan(port);
  expect(both[1].port).not.toBe(both[0].port);
  await Promise.all(both.map((held) => held.release()));
});
