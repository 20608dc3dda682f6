import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptInstall, canAptInstall } from './apt';
import { acquireLock } from '../processes/process-lock';
import { runCommand, which } from '../lib/run-command';
import { withProgress, type Log } from '../lib/progress';

/**
 * A Python package that provides a program, in its own virtual environment in
 * the cache.
 */
export interface PythonPackage {
  name: string;
  version: string;
  /** Further packages for the same environment, with versions. */
  also?: string[];
  /** What it is for; printed while it is installed. */
  purpose: string;
  /** What to do when Python is missing. */
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

/**
 * The folder of its programs; undefined unless the installation is complete.
 */
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
 * Finds it or installs it; two processes at once do not install it twice. A
 * virtual environment cannot be moved, so a file written last marks it as
 * complete.
 */
export async function obtainVenv(
  cache: string,
  pack: PythonPackage,
  log: Log,
): Promise<string> {
  const folder = folderOf(cache, pack);
  for (;;) {
    const here = await findVenv(cache, pack);
    if (here !== undefined) return here;
    const lock = await acquireLock(`${folder}.lock`);
    if ('release' in lock) {
      try {
        if ((await findVenv(cache, pack)) === undefined)
          await make(folder, pack, log);
      } finally {
        await lock.release();
      }
    } else {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function make(
  folder: string,
  { name, version, also = [], purpose, remedy }: PythonPackage,
  log: Log,
): Promise<void> {
  const python = await findPython(remedy, log);
  log(`Installing ${name} ${version}, ${purpose}, into ${folder}`);
  await withProgress(log, `installing ${name}`, async () => {
    await mkdir(folder, { recursive: true });
    await runCommand(python, ['-m', 'venv', '--clear', folder]);
    await runCommand(join(folder, 'bin', 'python'), [
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
 * A Python that is new enough and can create virtual environments; Debian
 * packages that part separately.
 */
async function findPython(remedy: string, log: Log): Promise<string> {
  const usable = await usablePython();
  if (usable !== undefined) return usable;
  if (!canAptInstall())
    throw new Error(`Python 3.10 with venv is not installed: ${remedy}`);
  await aptInstall('python3-venv', log);
  const installed = await usablePython();
  if (installed === undefined)
    throw new Error(`apt-get did not install Python 3.10: ${remedy}`);
  return installed;
}

export async function usablePython(): Promise<string | undefined> {
  const check =
    'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';
  for (const name of PYTHONS) {
    const python = which(name);
    if (python === undefined) continue;
    const fits = await runCommand(python, ['-c', check], {
      timeoutMs: 10_000,
    }).catch(() => undefined);
    if (fits !== undefined) return python;
  }
  return undefined;
}
