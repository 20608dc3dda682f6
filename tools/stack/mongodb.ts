import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { request } from 'undici';
import { isExecutable, runCommand, which } from '../lib/run-command';
import {
  installStandIn,
  standInOf,
  type MongoStandIn,
} from '../install/mongodb-stand-in';
import type { ProcessSpec } from '../processes/supervised-process';
import { withProgress, type Log } from '../lib/progress';

const DOWNLOADS = 'https://fastdl.mongodb.org/';

/** A running server, a real `mongod` to start, or the stand-in. */
export type MongoSource =
  | { kind: 'running'; uri: string; from: string }
  | { kind: 'mongod'; program: string; from: string }
  | MongoStandIn;

/** Each kind has its own folder: neither can read the other's files. */
export const mongoDataDir = (
  data: string,
  kind: 'mongod' | 'stand-in',
): string => join(data, kind === 'mongod' ? 'mongodb' : 'mongodb-stand-in');

export interface MongoPlaces {
  env: NodeJS.ProcessEnv;
  cache: string;
  /**
   * The data folder. Data written by the stand-in stays with the stand-in, even
   * when `mongod` becomes available.
   */
  data: string;
}

/** Finds a server without downloading anything. */
export async function findMongo({
  env,
  cache,
  data,
}: MongoPlaces): Promise<MongoSource | undefined> {
  const uri = env['MONGODB_URI'];
  if (uri) return { kind: 'running', uri, from: 'MONGODB_URI' };
  const standIn = existsSync(mongoDataDir(data, 'stand-in'))
    ? await standInOf(cache)
    : undefined;
  if (standIn) return standIn;
  const program = which('mongod');
  if (program !== undefined) return { kind: 'mongod', program, from: program };
  const cached = cachedMongod(cache);
  return cached === undefined
    ? undefined
    : { kind: 'mongod', program: cached, from: 'the cache' };
}

export async function obtainMongo(
  places: MongoPlaces,
  log: Log,
): Promise<MongoSource> {
  const { env, cache } = places;
  const found = await findMongo(places);
  if (found) return found;
  const downloaded = env['SOUK_OFFLINE']
    ? undefined
    : await downloadedMongod(cache, log);
  return (
    downloaded ?? (await standInOf(cache)) ?? (await installStandIn(cache, log))
  );
}

const downloadDir = (cache: string) => join(cache, 'mongodb');

function cachedMongod(cache: string): string | undefined {
  const dir = downloadDir(cache);
  if (!existsSync(dir)) return undefined;
  return readdirSync(dir)
    .filter((name) => name.startsWith('mongod'))
    .map((name) => join(dir, name))
    .find(isExecutable);
}

/**
 * The official binary, kept in the cache; undefined when the network does not
 * answer at once.
 */
async function downloadedMongod(
  cache: string,
  log: Log,
): Promise<MongoSource | undefined> {
  try {
    const { MongoBinary } =
      await import('mongodb-memory-server-core/lib/util/MongoBinary');
    const { body } = await request(DOWNLOADS, {
      method: 'HEAD',
      signal: AbortSignal.timeout(3_000),
    });
    await body.dump();
    const program = await withProgress(log, 'downloading MongoDB', () =>
      MongoBinary.getPath({ downloadDir: downloadDir(cache) }),
    );
    await runCommand(program, ['--version'], { timeoutMs: 10_000 });
    return { kind: 'mongod', program, from: 'an official download' };
  } catch {
    return undefined;
  }
}

export const mongoUri = (port: number): string =>
  `mongodb://127.0.0.1:${port}/?directConnection=true`;

export function mongoSpec(
  source: Exclude<MongoSource, { kind: 'running' }>,
  port: number,
  dir: string,
): ProcessSpec {
  const address = {
    standIn: ['--host', '127.0.0.1', '--port', String(port)],
    mongod: ['--bind_ip', '127.0.0.1', '--port', String(port)],
  };
  const program =
    source.kind === 'mongod'
      ? {
          command: source.program,
          args: ['--dbpath', dir, ...address.mongod, '--replSet', 'souk'],
        }
      : {
          command: source.python,
          args: [
            source.script,
            ...address.standIn,
            '--storage-path',
            dir,
            '--sync-on-commit',
          ],
        };
  return {
    name: 'mongodb',
    ...program,
    env: {},
    port,
    ready: () => acceptsWrites(port),
    readyWithinMs: 60_000,
    stopWithinMs: 20_000,
  };
}

const NOT_YET_INITIALIZED = 94;

/**
 * Initiates a new replica set of one member, which then needs a moment to elect
 * itself.
 */
async function acceptsWrites(port: number): Promise<boolean> {
  const client = new MongoClient(mongoUri(port), {
    serverSelectionTimeoutMS: 1_000,
    connectTimeoutMS: 1_000,
  });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true) return true;
    const config = {
      _id: 'souk',
      members: [{ _id: 0, host: `127.0.0.1:${port}` }],
    };
    const status = await admin
      .command({ replSetGetStatus: 1 })
      .catch((err: unknown) => err as { code?: number });
    if (status['code'] === NOT_YET_INITIALIZED)
      await admin.command({ replSetInitiate: config });
    return false;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}
