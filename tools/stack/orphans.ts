import { setTimeout as delay } from 'node:timers/promises';
import { STOP_ORDER } from './apps';
import { findEndpoints, type Endpoints } from './endpoints';
import { endpointsFile } from '../lib/paths';
import {
  signalGroup,
  stillRuns,
  type ProcessIdentity,
} from '../processes/signals';
import type { Log } from '../lib/progress';

/**
 * The marketplace that runs in this state directory, if its supervisor is
 * alive.
 */
export async function findRunning(
  stateDir: string,
): Promise<Endpoints | undefined> {
  const endpoints = await findEndpoints(endpointsFile(stateDir));
  return endpoints && stillRuns(endpoints.supervisor) ? endpoints : undefined;
}

/**
 * Stops the processes of a killed supervisor, in order; only those proven to be
 * the ones it started.
 */
export async function stopOrphans(stateDir: string, log: Log): Promise<void> {
  const endpoints = await findEndpoints(endpointsFile(stateDir));
  if (!endpoints || stillRuns(endpoints.supervisor)) return;
  const alive = new Map<string, ProcessIdentity>();
  for (const [name, { process: known }] of Object.entries(endpoints.parts))
    if (known && stillRuns(known)) alive.set(name, known);
  if (alive.size === 0) return;
  log(`Stopping orphans of an earlier start: ${[...alive.keys()].join(', ')}`);
  const named = new Set(STOP_ORDER.flat());
  const others = [...alive.keys()].filter((name) => !named.has(name));
  for (const stage of [others, ...STOP_ORDER]) {
    await Promise.all(
      stage
        .flatMap((name) => alive.get(name) ?? [])
        .map((left) => stopProcess(left)),
    );
  }
}

/** Sends SIGTERM, and SIGKILL if it still runs after `withinMs`. */
export async function stopProcess(
  known: ProcessIdentity,
  withinMs = 10_000,
): Promise<void> {
  if (!stillRuns(known)) return;
  signalGroup(known.pid, 'SIGTERM');
  signalGroup(known.pid, 'SIGCONT');
  if (await waitForExit(known, withinMs)) return;
  signalGroup(known.pid, 'SIGKILL');
  await waitForExit(known, withinMs);
}

/** Whether it exited in time. It is not our child, so we have to poll. */
export async function waitForExit(
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
