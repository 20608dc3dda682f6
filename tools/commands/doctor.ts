import { output, which } from '../lib/run-command';
import { findMongo } from '../stack/mongodb';
import { MONGO_REMEDY, standInOf } from '../install/mongodb-stand-in';
import { cacheDir, dataDir, stateDir } from '../lib/paths';
import { findRedis, REDIS_REMEDY } from '../stack/redis';
import {
  findToolchain,
  pinnedVersion,
  type Toolchain,
} from '../install/toolchain';
import { DAPR, JAEGER } from '../install/toolchain-families';
import { toolchainDoors, versionOf } from '../install/toolchain-make';
import { usablePython } from '../install/venv';

interface Finding {
  name: string;
  /** What `npm start` would use; undefined when it is missing. */
  found: string | undefined;
  version?: string;
  /** What to run, or what will happen by itself. */
  otherwise: string;
  /** It can be had without anybody's doing, or nothing depends on it. */
  canWait?: boolean;
}

const env = process.env;
const cache = cacheDir(env);
const go = which('go');

async function findings(): Promise<Finding[]> {
  return Promise.all([
    program('node', process.execPath, 'install Node 20.19 or newer'),
    npm(),
    goCompiler(),
    toolchain(DAPR),
    redis(),
    mongodb(),
    python(),
    toolchain(JAEGER),
  ]);
}

async function program(
  name: string,
  path: string | undefined,
  otherwise: string,
): Promise<Finding> {
  return {
    name,
    found: path,
    version: path === undefined ? '' : await versionOf(path),
    otherwise,
  };
}

const npm = () =>
  program('npm', which('npm'), 'it comes with Node: install Node anew');

async function goCompiler(): Promise<Finding> {
  const dapr = await findToolchain(
    DAPR,
    toolchainDoors(env, cache, () => undefined),
  ).catch(() => undefined);
  const version =
    go === undefined
      ? ''
      : (/go(\d[\d.]*)/.exec(
          await output(go, ['version']).catch(() => ''),
        )?.[1] ?? '');
  const otherwise = dapr
    ? 'not needed: Dapr is here'
    : 'install Go 1.26 or newer: https://go.dev/dl';
  return {
    name: 'go',
    found: go,
    version,
    otherwise,
    canWait: dapr !== undefined,
  };
}

async function toolchain(family: Toolchain): Promise<Finding> {
  const version = pinnedVersion(family);
  const canBuild = go !== undefined;
  const base = {
    name: family.name,
    version,
    canWait: canBuild || family === JAEGER,
  };
  const otherwise = canBuild
    ? 'npm start downloads or builds it, or now: npm run build'
    : `install Go (https://go.dev/dl) or set ${family.setting}`;
  try {
    const found = await findToolchain(
      family,
      toolchainDoors(env, cache, () => undefined),
    );
    return {
      ...base,
      found:
        found && `${Object.values(found.programs)[0] ?? ''} (${found.from})`,
      otherwise,
    };
  } catch (err) {
    return {
      ...base,
      found: undefined,
      otherwise: err instanceof Error ? err.message : String(err),
      canWait: false,
    };
  }
}

async function redis(): Promise<Finding> {
  const source = findRedis(env);
  if (source && 'url' in source)
    return {
      name: 'redis',
      found: `${source.url.host} (REDIS_URL)`,
      otherwise: '',
    };
  return program('redis', source?.program, REDIS_REMEDY);
}

async function mongodb(): Promise<Finding> {
  const source =
    (await findMongo({ env, cache, data: dataDir(stateDir(env)) })) ??
    (await standInOf(cache));
  const otherwise =
    'npm start downloads it, or a stand-in where that cannot be done';
  const name = 'mongodb';
  if (!source)
    return {
      name,
      found: undefined,
      otherwise,
      canWait: (await usablePython()) !== undefined,
    };
  if (source.kind === 'mongod') return program(name, source.program, otherwise);
  return {
    name,
    found:
      source.kind === 'running' ? 'MONGODB_URI' : `${source.from}, a stand-in`,
    otherwise,
  };
}

async function python(): Promise<Finding> {
  const path = await usablePython();
  return {
    ...(await program(
      'python',
      path,
      `only for the MongoDB stand-in: ${MONGO_REMEDY}`,
    )),
    canWait: true,
  };
}

findings().then(
  (all) => {
    for (const {
      name,
      found,
      version = '',
      otherwise,
      canWait = false,
    } of all) {
      const state =
        found !== undefined ? 'ok' : canWait ? 'not yet' : 'MISSING';
      console.log(
        `${state.padEnd(8)} ${name.padEnd(8)} ${version.padEnd(10)} ${found ?? otherwise}`,
      );
    }
    process.exit(
      all.every(({ found, canWait }) => found !== undefined || canWait === true)
        ? 0
        : 1,
    );
  },
  (err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  },
);
