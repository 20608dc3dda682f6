import { output, which } from '../lib/run-command';
import type { Say } from '../lib/progress';

/**
 * What another apt-get may take to end; a fresh machine often runs one by
 * itself.
 */
const LOCK_SECONDS = 300;

/** Whether packages can be installed with apt-get without asking anybody. */
export const canAptInstall = (): boolean =>
  process.getuid?.() === 0 && which('apt-get') !== undefined;

/**
 * Installs one of Debian's packages with what it needs. No service of its own
 * is started: ours run under our eyes.
 */
export async function aptInstall(name: string, say: Say): Promise<void> {
  say(
    `Installing ${name}: apt-get update, apt-get install -y --no-install-recommends ${name}`,
  );
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    RUNLEVEL: '1',
  };
  await output('apt-get', ['update'], { env });
  const waiting = ['-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`];
  await output(
    'apt-get',
    [...waiting, 'install', '-y', '--no-install-recommends', name],
    { env },
  );
}
