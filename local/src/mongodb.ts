import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { request } from 'undici';
import { claim } from './claim';
import { canAptInstall, output, which } from './commands';
import type { PartSpec } from './part';
import { withProgress, type Say } from './progress';

const STAND_IN = 'SecantusDB';
const STAND_IN_VERSION = '0.7.0b3';
const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const DOWNLOADS = 'https://fastdl.mongodb.org/';

/** A server that runs already, a real `mongod`, or the stand-in that is not one. */
export type MongoSource =
  | { kind: 'running'; uri: string; from: string }
  | { kind: 'mongod'; program: string; from: string }
  | { kind: 'stand-in'; python: string; script: string; from: string };

/** What is there without fetching anything. */
export async function findMongo(env: NodeJS.ProcessEnv, cache: string): Promise<MongoSource | undefined> {
  const uri = env['MONGODB_URI'];
  if (uri) return { kind: 'running', uri, from: 'MONGODB_URI' };
  const program = which('mongod');
  if (program !== undefined) return { kind: 'mongod', program, from: program };
  return standInOf(cache);
}

export async function obtainMongo(env: NodeJS.ProcessEnv, cache: string, say: Say): Promise<MongoSource> {
  const found = await findMongo(env, cache);
  if (found && found.kind !== 'stand-in') return found;
  const downloaded = env['SOUK_OFFLINE'] ? undefined : await downloadedMongod(cache, say);
  return downloaded ?? found ?? (await installStandIn(cache, say));
}

/** The official binary, kept in the cache. A network that does not answer at once is taken as closed. */
async function downloadedMongod(cache: string, say: Say): Promise<MongoSource | undefined> {
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core/lib/util/MongoBinary');
    const { body } = await request(DOWNLOADS, { method: 'HEAD', signal: AbortSignal.timeout(3_000) });
    await body.dump();
    const options = { downloadDir: join(cache, 'mongodb'), checkMD5: false };
    const program = await withProgress(say, 'downloading MongoDB', () => MongoBinary.getPath(options));
    await output(program, ['--version'], { timeoutMs: 10_000 });
    return { kind: 'mongod', program, from: 'an official download' };
  } catch {
    return undefined;
  }
}

const standInFolder = (cache: string) => join(cache, `${STAND_IN.toLowerCase()}-${STAND_IN_VERSION}`);
const complete = (folder: string) => join(folder, 'complete');

async function standInOf(cache: string): Promise<MongoSource | undefined> {
  const folder = standInFolder(cache);
  if (!(await stat(complete(folder)).catch(() => undefined))) return undefined;
  const bin = join(folder, 'bin');
  return {
    kind: 'stand-in',
    python: join(bin, 'python'),
    script: join(bin, 'secantusd-py'),
    from: `${STAND_IN} ${STAND_IN_VERSION}`,
  };
}

/** A virtual environment cannot be moved once it is made, so a mark written last says that it is whole. */
async function installStandIn(cache: string, say: Say): Promise<MongoSource> {
  const folder = standInFolder(cache);
  for (;;) {
    const held = await claim(`${folder}.lock`);
    if ('release' in held) {
      try {
        if (!(await standInOf(cache))) await makeStandIn(folder, say);
        const made = await standInOf(cache);
        if (made) return made;
      } finally {
        await held.release();
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function makeStandIn(folder: string, say: Say): Promise<void> {
  const python = await findPython(say);
  say(`Installing ${STAND_IN} ${STAND_IN_VERSION}, a stand-in for MongoDB, into ${folder}`);
  await withProgress(say, `installing ${STAND_IN}`, async () => {
    await mkdir(folder, { recursive: true });
    await output(python, ['-m', 'venv', '--clear', folder]);
    await output(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `${STAND_IN}==${STAND_IN_VERSION}`]);
  });
  await writeFile(complete(folder), '');
}

export const MONGO_REMEDY =
  'install MongoDB (https://www.mongodb.com/try/download/community), or Python 3.10 with venv, or set MONGODB_URI';

/** A Python that is new enough and can make virtual environments; Debian packs that part apart. */
async function findPython(say: Say): Promise<string> {
  const usable = await usablePython();
  if (usable !== undefined) return usable;
  if (!canAptInstall()) throw new Error(`MongoDB is not here and cannot be fetched: ${MONGO_REMEDY}`);
  say('Installing python3-venv: apt-get update, apt-get install -y --no-install-recommends python3 python3-venv');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await output('apt-get', ['update'], { env });
  await output('apt-get', ['install', '-y', '--no-install-recommends', 'python3', 'python3-venv'], { env });
  const installed = await usablePython();
  if (installed === undefined) throw new Error(`Python 3.10 did not come with apt-get: ${MONGO_REMEDY}`);
  return installed;
}

export async function usablePython(): Promise<string | undefined> {
  const check = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';
  for (const name of PYTHONS) {
    const python = which(name);
    if (python === undefined) continue;
    const fits = await output(python, ['-c', check], { timeoutMs: 10_000 }).catch(() => undefined);
    if (fits !== undefined) return python;
  }
  return undefined;
}

export const mongoUri = (port: number): string => `mongodb://127.0.0.1:${port}/?directConnection=true`;

export function mongoPart(source: Exclude<MongoSource, { kind: 'running' }>, port: number, dir: string): PartSpec {
  const address = {
    standIn: ['--host', '127.0.0.1', '--port', String(port)],
    mongod: ['--bind_ip', '127.0.0.1', '--port', String(port)],
  };
  const program =
    source.kind === 'mongod'
      ? { command: source.program, args: ['--dbpath', dir, ...address.mongod, '--replSet', 'souk'] }
      : { command: source.python, args: [source.script, ...address.standIn, '--storage-path', dir, '--sync-on-commit'] };
  return {
    name: 'mongodb',
    ...program,
    env: {},
    port,
    ready: () => takesWrites(port),
    readyWithinMs: 60_000,
    stopWithinMs: 20_000,
  };
}

const NOT_YET_INITIALIZED = 94;

/** A new replica set of one is told so here; after that it needs a moment to elect itself. */
async function takesWrites(port: number): Promise<boolean> {
  const client = new MongoClient(mongoUri(port), { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true) return true;
    const config = { _id: 'souk', members: [{ _id: 0, host: `127.0.0.1:${port}` }] };
    const status = await admin.command({ replSetGetStatus: 1 }).catch((err: unknown) => err as { code?: number });
    if (status['code'] === NOT_YET_INITIALIZED) await admin.command({ replSetInitiate: config });
    return false;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}
