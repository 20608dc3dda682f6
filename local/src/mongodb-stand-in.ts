import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claim } from './claim';
import { canAptInstall, output, which } from './commands';
import { withProgress, type Say } from './progress';

const STAND_IN = 'SecantusDB';
const STAND_IN_VERSION = '0.7.0b3';
const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** Speaks MongoDB's protocol where MongoDB itself cannot be had (docs/adr/0001-mongodb-server.md). */
export interface MongoStandIn {
  kind: 'stand-in';
  python: string;
  script: string;
  from: string;
}

const standInFolder = (cache: string) => join(cache, `${STAND_IN.toLowerCase()}-${STAND_IN_VERSION}`);
const complete = (folder: string) => join(folder, 'complete');

export async function standInOf(cache: string): Promise<MongoStandIn | undefined> {
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
export async function installStandIn(cache: string, say: Say): Promise<MongoStandIn> {
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
