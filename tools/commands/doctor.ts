import { runCommand, which } from '../lib/run-command';
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
import { toolchainDeps, versionOf } from '../install/toolchain-make';
import { usablePython } from '../install/venv';

interface Finding {
  name: string;
  /** What `npm start` would use; undefined when it is missing. */
  found: string | undefined;
  version?: string;
  /** What to run, or what `npm start` will do about it. */
  remedy: string;
  /** `npm start` installs it, or nothing depends on it. */
  optional?: boolean;
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
  remedy: string,
): Promise<Finding> {
  return {
    name,
    found: path,
    version: path === undefined ? '' : await versionOf(path),
    remedy,
  };
}

const npm = () =>
  program('npm', which('npm'), 'it comes with Node: reinstall Node');

async function goCompiler(): Promise<Finding> {
  const dapr = await findToolchain(
    DAPR,
    toolchainDeps(env, cache, () => undefined),
  ).catch(() => undefined);
  const version =
    go === undefined
      ? ''
      : (/go(\d[\d.]*)/.exec(
          await runCommand(go, ['version']).catch(() => ''),
        )?.[1] ?? '');
  const remedy = dapr
    ? 'not needed: Dapr is installed'
    : 'install Go 1.26 or newer: https://go.dev/dl';
  return {
    name: 'go',
    found: go,
    version,
    remedy,
    optional: dapr !== undefined,
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
  const remedy = canBuild
    ? 'npm start downloads or builds it; to do so now: npm run build'
    : `install Go (https://go.dev/dl) or set ${family.setting}`;
  try {
    const found = await findToolchain(
      family,
      toolchainDeps(env, cache, () => undefined),
    );
    return {
      ...base,
      found:
        found && `${Object.values(found.programs)[0] ?? ''} (${found.from})`,
      remedy,
    };
  } catch (err) {
    return {
      ...base,
      found: undefined,
      remedy: err instanceof Error ? err.message : String(err),
      optional: false,
    };
  }
}

async function redis(): Promise<Finding> {
  const source = findRedis(env);
  if (source && 'url' in source)
    return {
      name: 'redis',
      found: `${source.url.host} (${source.from})`,
      remedy: '',
    };
  return program('redis', source?.program, REDIS_REMEDY);
}

async function mongodb(): Promise<Finding> {
  const source =
    (await findMongo({ env, cache, data: dataDir(stateDir(env)) })) ??
    (await standInOf(cache));
  const remedy = 'npm start downloads it, or installs a stand-in if that fails';
  const name = 'mongodb';
  if (!source)
    return {
      name,
      found: undefined,
      remedy,
      optional: (await usablePython()) !== undefined,
    };
  if (source.kind === 'mongod') return program(name, source.program, remedy);
  return {
    name,
    found:
      source.kind === 'running' ? 'MONGODB_URI' : `${source.from}, a stand-in`,
    remedy,
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
    optional: true,
  };
}

findings().then(
  (all) => {
    for (const {
      name,
      found,
      version = '',
      remedy: otherwise,
      optional: canWait = false,
    } of all) {
      const state =
        found !== undefined ? 'ok' : canWait ? 'not yet' : 'MISSING';
      console.log(
        `${state.padEnd(8)} ${name.padEnd(8)} ${version.padEnd(10)} ${found ?? otherwise}`,
      );
    }
    process.exit(
      all.every(
        ({ found, optional: canWait }) =>
          found !== undefined || canWait === true,
      )
        ? 0
        : 1,
    );
  },
  (err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  },
);
