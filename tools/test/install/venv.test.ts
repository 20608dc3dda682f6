import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findVenv, obtainVenv } from '../../install/venv';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const path = process.env['PATH'];
const at = (...parts: string[]) => join(folder(), ...parts);
const pack = {
  name: 'Tool',
  version: '1.2.3',
  purpose: 'for a test',
  remedy: 'install Tool',
};
const quiet = () => undefined;

/**
 * A fake Python that logs its arguments; its virtual environment is a folder
 * with a copy of itself.
 */
function python(pip = 'exit 0'): void {
  mkdirSync(at('bin'), { recursive: true });
  const text = `#!/bin/sh
echo "$*" >> ${at('notes')}
case "$2" in
  venv) /bin/mkdir -p "$4/bin" && /bin/cp "$0" "$4/bin/python" ;;
  pip) ${pip} ;;
esac
`;
  writeFileSync(at('bin', 'python3'), text, { mode: 0o755 });
}
const pips = () =>
  readFileSync(at('notes'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('-m pip'));

beforeEach(() => {
  process.env['PATH'] = at('bin');
});
afterEach(() => {
  process.env['PATH'] = path;
});

it('installs the pinned version once, even for two callers at the same time', async () => {
  python();
  const both = await Promise.all([
    obtainVenv(at('cache'), pack, quiet),
    obtainVenv(at('cache'), pack, quiet),
  ]);
  expect(both).toEqual([
    at('cache', 'tool-1.2.3', 'bin'),
    at('cache', 'tool-1.2.3', 'bin'),
  ]);
  expect(pips()).toEqual(['-m pip install --quiet Tool==1.2.3']);
});

it('discards a failed installation and tries again', async () => {
  python('exit 1');
  await expect(obtainVenv(at('cache'), pack, quiet)).rejects.toThrow('failed');
  expect(await findVenv(at('cache'), pack)).toBeUndefined();
  python();
  await obtainVenv(at('cache'), pack, quiet);
  expect(await findVenv(at('cache'), pack)).toBe(
    at('cache', 'tool-1.2.3', 'bin'),
  );
});
