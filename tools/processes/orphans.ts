import { setTimeout as delay } from 'node:timers/promises';
import { STOP_ORDER } from '../stack/apps';
import { findEndpoints, type Endpoints } from '../stack/endpoints';
import { endpointsFile } from '../lib/paths';
import { signalGroup, stillRuns, type ProcessIdentity } from './signals';
import type { Say } from '../lib/progress';

/**
 * The marketplace that runs in this state directory, if its supervisor is
 * alive.
 */
export async function running(
  stateDir: string,
): Promise<Endpoints | undefined> {
  const endpoints = await findEndpoints(endpointsFile(stateDir));
  return endpoints && stillRuns(endpoints.supervisor) ? endpoints : undefined;
}

/**
 * Ends, in order, what a supervisor left behind that was killed; only processes
 * proven to be the ones it started.
 */
export async function endLeftovers(stateDir: string, say: Say): Promise<void> {
  const endpoints = await findEndpoints(endpointsFile(stateDir));
  if (!endpoints || stillRuns(endpoints.supervisor)) return;
  const alive = new Map<string, ProcessIdentity>();
  for (const [name, { process: known }] of Object.entries(endpoints.parts))
    if (known && stillRuns(known)) alive.set(name, known);
  if (alive.size === 0) return;
  say(
    `Ending what an earlier start left behind: ${[...alive.keys()].join(', ')}`,
  );
  const named = new Set(STOP_ORDER.flat());
  const others = [...alive.keys()].filter((name) => !named.has(name));
  for (const stage of [others, ...STOP_ORDER]) {
    await Promise.all(
      stage
        .flatMap((name) => alive.get(name) ?? [])
        .map((left) => endProcess(left)),
    );
  }
}

/** SIGTERM, and SIGKILL when that is not enough in time. */
export async function endProcess(
  known: ProcessIdentity,
  withinMs = 10_000,
): Promise<void> {
  if (!stillRuns(known)) return;
  signalGroup(known.pid, 'SIGTERM');
  signalGroup(known.pid, 'SIGCONT');
  if (await gone(known, withinMs)) return;
  signalGroup(known.pid, 'SIGKILL');
  await gone(known, withinMs);
}

/**
 * Whether it ended within the time; it is not our child, so all there is to do
 * is look.
 */
export async function gone(
  known: ProcessIdentity,
  withinMs: number,
): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (stillRuns(known)) {
    if (Date.now() > end) return false;
    await delay(25);
  }
  return true;
}
