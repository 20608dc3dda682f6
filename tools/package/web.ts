import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { claim, type Claim } from '../processes/process-lock';
import { output } from '../lib/run-command';
import { ROOT } from '../lib/paths';
import type { Say } from '../lib/progress';

const DIST = join(ROOT, 'frontend', 'dist');
/** Beside the pages: what they were built from. */
const STAMP = join(DIST, '.built-from');
const LOCK = join(ROOT, 'node_modules', '.cache', 'souk-pages.lock');
/**
 * The contracts and the importer are in the pages, the sample catalogue is what
 * its pictures are drawn from.
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
 * The folder of the built pages: the one of `WEB_DIR`, else ours, built when
 * anything it is made of has changed.
 * @throws Error with the last lines of a build that failed.
 */
export async function builtPages(
  env: NodeJS.ProcessEnv,
  say: Say,
): Promise<string> {
  if (env['WEB_DIR']) return env['WEB_DIR'];
  const building = await turn();
  try {
    return await upToDate(env, say);
  } finally {
    await building.release();
  }
}

async function upToDate(env: NodeJS.ProcessEnv, say: Say): Promise<string> {
  const inputs = await hashOf(PAGE_INPUTS.map((path) => join(ROOT, path)));
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === inputs) return DIST;
  say('  pages       being built');
  await output('npm', ['run', 'build', '--silent', '--workspace', 'frontend'], {
    cwd: ROOT,
    env,
  });
  await writeFile(STAMP, inputs);
  return DIST;
}

/**
 * A start and a test run of one checkout would write over each other's build.
 */
async function turn(): Promise<Claim> {
  for (;;) {
    const claimed = await claim(LOCK);
    if ('release' in claimed) return claimed;
    await delay(200);
  }
}

/** By content and not by time: a checkout sets new times. */
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
