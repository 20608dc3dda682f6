import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { acquireLock, type ProcessLock } from '../processes/process-lock';
import { runCommand } from '../lib/run-command';
import { ROOT } from '../lib/paths';
import type { Log } from '../lib/progress';

const DIST = join(ROOT, 'frontend', 'dist');
/** A hash of the sources, stored beside the pages. */
const STAMP = join(DIST, '.built-from');
const LOCK = join(ROOT, 'node_modules', '.cache', 'souk-pages.lock');
/**
 * The pages include the contracts and the importer; the pictures are drawn from
 * the sample catalogue.
 */
export const PAGE_INPUTS = [
  'frontend',
  'contracts/src',
  'shopify/src',
  'tools/sample',
  'package-lock.json',
];
const NOT_INPUT = new Set(['dist', 'node_modules']);

/**
 * The folder of the built pages: `WEB_DIR`, or our own, rebuilt when a source
 * has changed.
 * @throws Error with the last lines of a failed build.
 */
export async function builtPages(
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<string> {
  if (env['WEB_DIR']) return env['WEB_DIR'];
  const lock = await buildLock();
  try {
    return await upToDate(env, log);
  } finally {
    await lock.release();
  }
}

async function upToDate(env: NodeJS.ProcessEnv, log: Log): Promise<string> {
  const inputs = await hashOf(PAGE_INPUTS.map((path) => join(ROOT, path)));
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === inputs) return DIST;
  log('  pages       building');
  await runCommand(
    'npm',
    ['run', 'build', '--silent', '--workspace', 'frontend'],
    {
      cwd: ROOT,
      env,
    },
  );
  await writeFile(STAMP, inputs);
  return DIST;
}

/**
 * Only one build at a time: a start and a test run would overwrite each
 * other's.
 */
async function buildLock(): Promise<ProcessLock> {
  for (;;) {
    const lock = await acquireLock(LOCK);
    if ('release' in lock) return lock;
    await delay(200);
  }
}

/** Hashes content, not times: a checkout changes the times. */
export async function hashOf(paths: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesIn(path))
      hash
        .update(`${file.slice(path.length)}\n`)
        .update(await readFile(file))
        .update('\n');
  }
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(
    () => undefined,
  );
  if (!entries) return [path];
  const within = entries
    .filter(({ name }) => !NOT_INPUT.has(name))
    .map(({ name }) => filesIn(join(path, name)));
  return (await Promise.all(within)).flat().sort();
}
