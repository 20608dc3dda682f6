import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { choosePorts, isFree, nextFree } from '../src/ports';
import { tempFolder } from './support/temp';

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

it('chooses free ports, no two alike, below those the system takes for outgoing connections', async () => {
  const ports = await choosePorts(file(), NAMES);
  const chosen = NAMES.map(ports);
  expect(new Set(chosen).size).toBe(3);
  for (const port of chosen) {
    expect(port).toBeLessThan(32_768);
    expect(await isFree(port)).toBe(true);
  }
});

it('chooses the same ports again, and another only for one that was taken meanwhile', async () => {
  const first = await choosePorts(file(), NAMES);
  await listenOn(first('mongodb'));
  const second = await choosePorts(file(), NAMES);
  expect([second('redis'), second('placement')]).toEqual([first('redis'), first('placement')]);
  expect(second('mongodb')).not.toBe(first('mongodb'));
});

it('moves on to the next free port', async () => {
  const port = (await choosePorts(file(), ['api']))('api');
  expect(await nextFree(port)).toBe(port);
  await listenOn(port);
  expect(await nextFree(port)).toBeGreaterThan(port);
});
