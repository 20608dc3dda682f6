import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readJson } from '../lib/json-file';

// Below the range of ephemeral ports: a restarted process must find its port
// free.
const [LOWEST, HIGHEST] = [20_000, 31_999];
const Remembered = z.record(z.string(), z.int());

export type Ports = (name: string) => number;

/** Whether this loopback port is free right now. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listening(port);
  if (server) await closed(server);
  return server !== undefined;
}

/**
 * A free port for each name: the remembered one when it is still free; no port
 * twice.
 */
export async function choosePorts(
  file: string,
  names: string[],
): Promise<Ports> {
  const remembered = Remembered.catch({}).parse(await readJson(file));
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  for (const name of names) {
    const old = remembered[name];
    const port =
      old !== undefined && !taken.has(old) && (await isFree(old))
        ? old
        : await anyFree(taken);
    taken.add(port);
    chosen.set(name, port);
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    JSON.stringify({ ...remembered, ...Object.fromEntries(chosen) }, null, 2),
  );
  return (name) => {
    const port = chosen.get(name);
    if (port === undefined) throw new Error(`No port was chosen for ${name}`);
    return port;
  };
}

async function anyFree(taken: Set<number>): Promise<number> {
  for (let tries = 0; tries < 1_000; tries++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port between ${LOWEST} and ${HIGHEST} on 127.0.0.1`);
}

export interface HeldPort {
  port: number;
  /** Frees the port for its process. */
  release(): Promise<void>;
}

/**
 * Holds the first free port from `wanted` upwards until it is needed. Otherwise
 * two starts at the same time would both choose it, and each would take the
 * other's answers for its own.
 */
export async function holdPort(wanted: number): Promise<HeldPort> {
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port++) {
    const server = await listening(port);
    if (server) return { port, release: () => closed(server) };
  }
  throw new Error(
    `Ports ${wanted} and the next hundred are taken: choose another with --port`,
  );
}

function listening(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      resolve(server),
    );
  });
}

const closed = (server: Server) =>
  new Promise<void>((resolve) => server.close(() => resolve()));
