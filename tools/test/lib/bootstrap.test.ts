import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { until } from '@souk/platform/testing/until';
import { ROOT } from '../../lib/paths';
import { identify } from '../../processes/signals';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const at = (...path: string[]) => join(folder(), ...path);
const notes = () =>
  existsSync(at('notes'))
    ? readFileSync(at('notes'), 'utf8').trim().split('\n')
    : [];

/**
 * A checkout with only the bootstrap, a command and an npm, which both log what
 * happens to them.
 */
function checkout(): void {
  for (const path of ['tools/commands', 'node_modules', 'bin'])
    mkdirSync(at(path), { recursive: true });
  cpSync(join(ROOT, 'tools', 'bootstrap.mjs'), at('tools', 'bootstrap.mjs'));
  symlinkSync(join(ROOT, 'node_modules', 'tsx'), at('node_modules', 'tsx'));
  writeFileSync(at('package-lock.json'), '{}');
  writeFileSync(
    at('bin', 'npm'),
    `#!/bin/sh\necho "npm $*" >> ${at('notes')}\n`,
    { mode: 0o755 },
  );
  writeFileSync(
    at('tools', 'commands', 'start.ts'),
    `import { appendFileSync } from 'node:fs';
     const note = (what: string) => appendFileSync(${JSON.stringify(at('notes'))}, what + '\\n');
     note('started ' + process.argv.slice(2).join(' '));
     process.on('SIGINT', () => { note('SIGINT'); setTimeout(() => process.exit(7), 300); });
     process.once('disconnect', () => { note('left alone'); process.exit(0); });
     note(String(process.pid));
     setInterval(() => undefined, 1000);`,
  );
}

function start(...args: string[]): ChildProcess {
  const env = { PATH: `${at('bin')}:${process.env['PATH'] ?? ''}` };
  return spawn(process.execPath, [at('tools', 'bootstrap.mjs'), ...args], {
    env,
    stdio: 'ignore',
  });
}

const startedAs = () => until('the command runs', () => Number(notes().at(-1)));

beforeEach(checkout);

it("passes arguments on, forwards a signal once however often it comes, and exits with the command's status", async () => {
  const bootstrap = start('start', '--port', '9000');
  await startedAs();
  const exited = once(bootstrap, 'exit');
  bootstrap.kill('SIGINT');
  await until('it has arrived', () => notes().includes('SIGINT'));
  bootstrap.kill('SIGINT');
  expect(await exited).toEqual([7, null]);
  expect(notes().filter((note) => note === 'SIGINT')).toHaveLength(1);
  expect(notes()).toContain('started --port 9000');
});

it('tells the command when it is killed', async () => {
  const bootstrap = start('start');
  const command = await startedAs();
  bootstrap.kill('SIGKILL');
  await until('the command has ended', () => identify(command) === undefined);
  expect(notes()).toContain('left alone');
});

it('runs npm ci, and again only when the lock file has changed', async () => {
  for (const lock of ['{}', '{}', '{ "changed": true }']) {
    writeFileSync(at('package-lock.json'), lock);
    const bootstrap = start('start');
    const before = notes().length;
    await until(
      'the command runs',
      () => notes().length > before && Number(notes().at(-1)),
    );
    bootstrap.kill('SIGINT');
    await once(bootstrap, 'exit');
  }
  expect(notes().filter((note) => note.startsWith('npm'))).toEqual([
    'npm ci --no-audit --no-fund',
    'npm ci --no-audit --no-fund',
  ]);
});

it('fails on an unknown command', async () => {
  expect(await once(start('fly'), 'exit')).toEqual([1, null]);
});
