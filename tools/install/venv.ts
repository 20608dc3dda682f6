import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptInstall, canAptInstall } from './apt';
import { claim } from '../processes/process-lock';
import { output, which } from '../lib/run-command';
import { withProgress, type Say } from '../lib/progress';

/**
 * A Python package that brings a program, in a virtual environment of its own
 * in the cache.
 */
export interface PythonPackage {
  name: string;
  version: string;
  /** What goes into the same environment, with versions. */
  also?: string[];
  /** What it is for, said while it is installed. */
  purpose: string;
  /** What to do where Python is missing. */
  remedy: string;
}

const PYTHONS = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];

const folderOf = (cache: string, { name, version }: PythonPackage) =>
  join(cache, `${name.toLowerCase()}-${version}`);
const complete = (folder: string) => join(folder, 'complete');

/** Its folder of programs, when it is installed whole. */
export async function findVenv(
  cache: string,
  pack: PythonPackage,
): Promise<string | undefined> {
  const folder = folderOf(cache, pack);
  return (
    (await stat(complete(folder)).catch(() => undefined)) && join(folder, 'bin')
  );
}

/**
 * Finds it or installs it; two at once do not install it twice. A virtual
 * environment cannot be moved once it is made, so a mark written last says that
 * it is whole.
 */
export async function obtainVenv(
  cache: string,
  pack: PythonPackage,
  say: Say,
): Promise<string> {
  const folder = folderOf(cache, pack);
  for (;;) {
    const here = await findVenv(cache, pack);
    if (here !== undefined) return here;
    const held = await claim(`${folder}.lock`);
    if ('release' in held) {
      try {
        if ((await findVenv(cache, pack)) === undefined)
          await make(folder, pack, say);
      } finally {
        await held.release();
      }
    } else {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function make(
  folder: string,
  { name, version, also = [], purpose, remedy }: PythonPackage,
  say: Say,
): Promise<void> {
  const python = await findPython(remedy, say);
  say(`Installing ${name} ${version}, ${purpose}, into ${folder}`);
  await withProgress(say, `installing ${name}`, async () => {
    await mkdir(folder, { recursive: true });
    await output(python, ['-m', 'venv', '--clear', folder]);
    await output(join(folder, 'bin', 'python'), [
      '-m',
      'pip',
      'install',
      '--quiet',
      `${name}==${version}`,
      ...also,
    ]);
  });
  await writeFile(complete(folder), '');
}

/**
 * A Python that is new enough and can make virtual environments; Debian packs
 * that part apart.
 */
async function findPython(remedy: string, say: Say): Promise<string> {
  const usable = await usablePython();
  if (usable !== undefined) return usable;
  if (!canAptInstall())
    throw new Error(`Python 3.10 with venv is not here: ${remedy}`);
  await aptInstall('python3-venv', say);
  const installed = await usablePython();
  if (installed === undefined)
    throw new Error(`Python 3.10 did not come with apt-get: ${remedy}`);
  return installed;
}

export async function usablePython(): Promise<string | undefined> {
  const check =
    'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';
  for (const name of PYTHONS) {
    const python = which(name);
    if (python === undefined) continue;
    const fits = await output(python, ['-c', check], {
      timeoutMs: 10_000,
    }).catch(() => undefined);
    if (fits !== undefined) return python;
  }
  return undefined;
}
