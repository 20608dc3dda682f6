import { until } from '@souk/platform/testing/until';
import { endpoints, type Part } from './souk';

/** One process of the stack under test, by its name in endpoints.json. */
export function part(name: string): Part {
  const found = endpoints().parts[name];
  if (!found) throw new Error(`There is no part ${name}`);
  return found;
}

export const originOf = (name: string): string =>
  `http://127.0.0.1:${part(name).port}`;

export function signal(
  name: string,
  what: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL',
): Part {
  const target = part(name);
  process.kill(target.pid, what);
  return target;
}

/** Waits until the supervisor has restarted it: a new process that is ready. */
export async function waitForRestart(
  name: string,
  before: Part,
  deadlineMs = 45_000,
): Promise<void> {
  await until(
    `${name} is back`,
    () => part(name).pid !== before.pid && part(name).state === 'ready',
    deadlineMs,
  );
}

/**
 * Waits until every process is ready, as it has to be before and after each
 * test.
 */
export async function allReady(deadlineMs = 60_000): Promise<void> {
  const waiting = () =>
    Object.entries(endpoints().parts)
      .filter(([, { state }]) => state !== 'ready')
      .map(([name]) => name);
  await until('every part is ready', () => waiting().length === 0, deadlineMs);
}

/** Runs `work` while these processes are paused, then resumes them. */
export async function whilePaused<T>(
  parts: string[],
  work: () => Promise<T>,
): Promise<T> {
  for (const name of parts) signal(name, 'SIGSTOP');
  try {
    return await work();
  } finally {
    for (const name of parts) signal(name, 'SIGCONT');
    await allReady();
  }
}
