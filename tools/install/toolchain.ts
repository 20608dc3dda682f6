import { readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { acquireLock, type ProcessLock } from '../processes/process-lock';
import { isExecutable, pathFolders } from '../lib/run-command';
import { ROOT } from '../lib/paths';
import type { Log } from '../lib/progress';
import type { ProcessIdentity } from '../processes/signals';

/**
 * Programs that are downloaded or built together, pinned by their wrapper
 * module in `tools/toolchain`.
 */
export interface Toolchain {
  name: string;
  module: string;
  /** Go packages by program name. */
  programs: Record<string, string>;
  tags?: string;
  /**
   * The environment variable that names a folder with all programs, or the
   * program itself when there is one.
   */
  setting: string;
  /**
   * The names the programs may have on the machine, and where to look besides
   * PATH.
   */
  onMachine: {
    programs: Record<string, string>;
    folders: (env: NodeJS.ProcessEnv) => string[];
  };
  /** The Go linker's `-X` variable for the version. */
  versionVariable?: string;
  releases: (
    version: string,
    platform: string,
  ) => { url: string; program: string; entry: string }[];
}

export interface FoundToolchain {
  /** Absolute paths by program. */
  programs: Record<string, string>;
  from: string;
}

/** What the search needs besides files. */
export interface ToolchainDeps {
  env: NodeJS.ProcessEnv;
  cache: string;
  log: Log;
  /** Whether a program found on the machine is of the pinned minor version. */
  fits: (program: string, version: string) => Promise<boolean>;
  /** Fills the folder; false when the release is not available. */
  download: (
    toolchain: Toolchain,
    version: string,
    folder: string,
  ) => Promise<boolean>;
  build: (
    toolchain: Toolchain,
    version: string,
    folder: string,
  ) => Promise<void>;
}

export const wrapperDir = (toolchain: Toolchain): string =>
  join(ROOT, 'tools', 'toolchain', toolchain.name);

/** The version the wrapper module pins. */
export function pinnedVersion(toolchain: Toolchain): string {
  const goMod = readFileSync(join(wrapperDir(toolchain), 'go.mod'), 'utf8');
  const found = goMod
    .split('\n')
    .find((line) => line.trim().startsWith(`${toolchain.module} v`));
  if (!found)
    throw new Error(
      `tools/toolchain/${toolchain.name}/go.mod does not require ${toolchain.module}`,
    );
  return found.trim().split(' ')[1]?.slice(1) ?? '';
}

/**
 * Finds an installed toolchain, in the order of docs/operating.md; undefined
 * when it has to be downloaded or built.
 */
export async function findToolchain(
  toolchain: Toolchain,
  deps: ToolchainDeps,
): Promise<FoundToolchain | undefined> {
  const names = Object.keys(toolchain.programs);
  const set = deps.env[toolchain.setting];
  if (set !== undefined && set !== '') {
    const single =
      names.length === 1 && isExecutable(set)
        ? { [names[0] ?? '']: set }
        : undefined;
    const programs = single ?? programsIn(set, identity(names));
    if (!programs)
      throw new Error(
        `${toolchain.setting}=${set} does not contain ${names.join(', ')}`,
      );
    return { programs, from: toolchain.setting };
  }
  const version = pinnedVersion(toolchain);
  for (const folder of [
    ...pathFolders(deps.env),
    ...toolchain.onMachine.folders(deps.env),
  ]) {
    const programs = programsIn(folder, toolchain.onMachine.programs);
    if (programs && (await deps.fits(programs[names[0] ?? ''] ?? '', version)))
      return { programs, from: folder };
  }
  const cached = programsIn(
    cacheFolder(toolchain, version, deps.cache),
    identity(names),
  );
  return cached && { programs: cached, from: 'the cache' };
}

/**
 * Finds, downloads or builds the toolchain. The cache folder appears complete
 * or not at all. Of two starts at once, the second waits for the first.
 */
export async function obtainToolchain(
  toolchain: Toolchain,
  deps: ToolchainDeps,
): Promise<FoundToolchain> {
  const found = await findToolchain(toolchain, deps);
  if (found) return found;
  const version = pinnedVersion(toolchain);
  const folder = cacheFolder(toolchain, version, deps.cache);
  const lock = await waitForLock(`${folder}.lock`, deps.log, toolchain.name);
  try {
    const meanwhile = await findToolchain(toolchain, deps);
    if (meanwhile) return meanwhile;
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const downloaded = await deps.download(toolchain, version, partial);
    if (!downloaded) await deps.build(toolchain, version, partial);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    const programs = programsIn(
      folder,
      identity(Object.keys(toolchain.programs)),
    );
    if (!programs)
      throw new Error(
        `${toolchain.name} ${version} was built without all of its programs`,
      );
    return {
      programs,
      from: downloaded
        ? 'an official release'
        : `its Go module, built into ${dirname(folder)}`,
    };
  } finally {
    await lock.release();
  }
}

const identity = (names: string[]) =>
  Object.fromEntries(names.map((name) => [name, name]));

const cacheFolder = (
  { name, tags }: Toolchain,
  version: string,
  cache: string,
) => join(cache, [name, version, ...(tags ? [tags] : [])].join('-'));

function programsIn(
  folder: string,
  files: Record<string, string>,
): Record<string, string> | undefined {
  const programs = Object.entries(files).map(
    ([program, file]) => [program, join(folder, file)] as const,
  );
  return programs.every(([, path]) => isExecutable(path))
    ? Object.fromEntries(programs)
    : undefined;
}

async function waitForLock(
  file: string,
  log: Log,
  name: string,
): Promise<ProcessLock> {
  let announced = false;
  for (;;) {
    const lock: ProcessLock | ProcessIdentity = await acquireLock(file);
    if ('release' in lock) return lock;
    if (!announced)
      log(
        `Waiting for process ${lock.pid}, which is building ${name} (${basename(file)})`,
      );
    announced = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
