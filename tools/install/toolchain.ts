import { readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { claim, type Claim } from '../processes/process-lock';
import { isExecutable, pathFolders } from '../lib/run-command';
import { ROOT } from '../lib/paths';
import type { Say } from '../lib/progress';
import type { ProcessIdentity } from '../processes/signals';

/**
 * A family of programs that is downloaded or built together, pinned by its
 * wrapper module in `tools/toolchain`.
 */
export interface Toolchain {
  name: string;
  module: string;
  /** Go packages by the name their program is given. */
  programs: Record<string, string>;
  tags?: string;
  /**
   * The setting that names a folder with all programs, or the only program
   * itself.
   */
  setting: string;
  /**
   * Its programs under the names the machine may have them, and where beside
   * PATH.
   */
  onMachine: {
    programs: Record<string, string>;
    folders: (env: NodeJS.ProcessEnv) => string[];
  };
  /** Go linker's `-X` variable that is given the version. */
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

/** What finding touches of the world beyond files. */
export interface ToolchainDoors {
  env: NodeJS.ProcessEnv;
  cache: string;
  say: Say;
  /** Whether a program found on the machine is of the pinned minor version. */
  fits: (program: string, version: string) => Promise<boolean>;
  /** Fills the folder; false when the release cannot be had. */
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
 * What is there already, in the order of docs/operating.md; undefined when it
 * has to be fetched.
 */
export async function findToolchain(
  toolchain: Toolchain,
  doors: ToolchainDoors,
): Promise<FoundToolchain | undefined> {
  const names = Object.keys(toolchain.programs);
  const set = doors.env[toolchain.setting];
  if (set !== undefined && set !== '') {
    const single =
      names.length === 1 && isExecutable(set)
        ? { [names[0] ?? '']: set }
        : undefined;
    const programs = single ?? programsIn(set, identity(names));
    if (!programs)
      throw new Error(
        `${toolchain.setting}=${set} does not lead to ${names.join(', ')}`,
      );
    return { programs, from: toolchain.setting };
  }
  const version = pinnedVersion(toolchain);
  for (const folder of [
    ...pathFolders(doors.env),
    ...toolchain.onMachine.folders(doors.env),
  ]) {
    const programs = programsIn(folder, toolchain.onMachine.programs);
    if (programs && (await doors.fits(programs[names[0] ?? ''] ?? '', version)))
      return { programs, from: folder };
  }
  const cached = programsIn(
    cacheFolder(toolchain, version, doors.cache),
    identity(names),
  );
  return cached && { programs: cached, from: 'the cache' };
}

/**
 * Finds, downloads or builds. The folder appears in the cache complete or not
 * at all, and two starts at once do not build the same thing twice: the second
 * waits for the first.
 */
export async function obtainToolchain(
  toolchain: Toolchain,
  doors: ToolchainDoors,
): Promise<FoundToolchain> {
  const found = await findToolchain(toolchain, doors);
  if (found) return found;
  const version = pinnedVersion(toolchain);
  const folder = cacheFolder(toolchain, version, doors.cache);
  const held = await waitForClaim(`${folder}.lock`, doors.say, toolchain.name);
  try {
    const meanwhile = await findToolchain(toolchain, doors);
    if (meanwhile) return meanwhile;
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const downloaded = await doors.download(toolchain, version, partial);
    if (!downloaded) await doors.build(toolchain, version, partial);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    const programs = programsIn(
      folder,
      identity(Object.keys(toolchain.programs)),
    );
    if (!programs)
      throw new Error(
        `${toolchain.name} ${version} was made without all of its programs`,
      );
    return {
      programs,
      from: downloaded
        ? 'an official release'
        : `its Go module, built into ${dirname(folder)}`,
    };
  } finally {
    await held.release();
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

async function waitForClaim(
  file: string,
  say: Say,
  name: string,
): Promise<Claim> {
  let told = false;
  for (;;) {
    const held: Claim | ProcessIdentity = await claim(file);
    if ('release' in held) return held;
    if (!told)
      say(
        `Waiting for process ${held.pid}, which is making ${name} (${basename(file)})`,
      );
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
