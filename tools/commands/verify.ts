import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir, ROOT } from '../lib/paths';
import { logTo } from '../lib/progress';
import { obtainShellcheck } from '../install/shellcheck';
import { shellScripts } from '../lib/shell-scripts';
import { obtainToolchain } from '../install/toolchain';
import { ACTIONLINT } from '../install/toolchain-families';
import { toolchainDeps } from '../install/toolchain-make';

interface Check {
  name: string;
  /**
   * The command line.
   * @throws Error saying what is missing
   */
  command: () => Promise<string[]> | string[];
}

const log = logTo(process.stderr);

/**
 * Programs that only these checks need are installed on first use; if that
 * fails, the check fails.
 */
const shellcheck = () => obtainShellcheck(cacheDir(), log);
const actionlint = async () =>
  (
    await obtainToolchain(
      ACTIONLINT,
      toolchainDeps(process.env, cacheDir(), log),
    )
  ).programs['actionlint'] ?? '';
const workflows = () => {
  const folder = join(ROOT, '.github', 'workflows');
  return readdirSync(folder).map((file) => join(folder, file));
};

const CHECKS: Check[] = [
  ...['lint', 'types', 'format', 'unused', 'imports', 'api'].map((name) => ({
    name,
    command: () => ['npm', 'run', '--silent', `check:${name}`],
  })),
  {
    name: 'rooms',
    command: () => [
      process.execPath,
      '--import',
      'tsx',
      join(ROOT, 'tools', 'commands', 'rooms.ts'),
      '--check',
    ],
  },
  {
    name: 'scripts',
    command: async () => [
      await shellcheck(),
      '--external-sources',
      '--source-path=SCRIPTDIR',
      ...shellScripts(ROOT),
    ],
  },
  {
    name: 'workflows',
    command: async () => [
      await actionlint(),
      `-shellcheck=${await shellcheck()}`,
      '-pyflakes=',
      ...workflows(),
    ],
  },
];

async function passes({ name, command }: Check): Promise<boolean> {
  const began = Date.now();
  const { ok, text } = await run(command);
  console.log(
    `${name.padEnd(9)} ${ok ? 'ok' : 'FAILED'} (${((Date.now() - began) / 1_000).toFixed(1)} s)`,
  );
  if (!ok) console.log(text);
  return ok;
}

async function run(
  command: Check['command'],
): Promise<{ ok: boolean; text: string }> {
  try {
    const [program = '', ...args] = await command();
    await promisify(execFile)(program, args, {
      cwd: ROOT,
      maxBuffer: 64_000_000,
    });
    return { ok: true, text: '' };
  } catch (err) {
    const {
      message,
      stdout = '',
      stderr = '',
    } = err as Error & { stdout?: string; stderr?: string };
    return { ok: false, text: stdout + stderr || message };
  }
}

/**
 * Runs all checks even after one has failed, to report the whole list. Two run
 * at a time where there are two processors.
 */
async function verify(): Promise<boolean> {
  const left = [...CHECKS];
  let green = true;
  const work = async () => {
    for (let check = left.shift(); check; check = left.shift())
      if (!(await passes(check))) green = false;
  };
  await Promise.all(
    Array.from({ length: Math.min(2, availableParallelism()) }, work),
  );
  return green;
}

verify().then(
  (green) => process.exit(green ? 0 : 1),
  (err: unknown) => {
    console.error(err);
    process.exit(1);
  },
);
