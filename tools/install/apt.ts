import { runCommand, which } from '../lib/run-command';
import type { Log } from '../lib/progress';

/**
 * How long to wait for another apt-get: a fresh machine often runs one on its
 * own.
 */
const LOCK_SECONDS = 300;

/** Whether apt-get can install packages without asking for a password. */
export const canAptInstall = (): boolean =>
  process.getuid?.() === 0 && which('apt-get') !== undefined;

/**
 * Installs a Debian package and its dependencies. The package's service is not
 * started: our supervisor runs its own.
 */
export async function aptInstall(name: string, log: Log): Promise<void> {
  log(
    `Installing ${name}: apt-get update, apt-get install -y --no-install-recommends ${name}`,
  );
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    RUNLEVEL: '1',
  };
  await runCommand('apt-get', ['update'], { env });
  const waiting = ['-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`];
  await runCommand(
    'apt-get',
    [...waiting, 'install', '-y', '--no-install-recommends', name],
    { env },
  );
}
