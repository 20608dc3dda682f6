import type { Endpoints } from '@souk/tools/stack/endpoints';
import { statOf } from '@souk/tools/processes/signals';

/** Linux counts CPU time in ticks. */
const TICKS_A_SECOND = 100;

/**
 * CPU time a process has used so far, in microseconds: `utime` plus `stime`.
 */
export function usedBy(pid: number): number {
  const fields = statOf(pid);
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS_A_SECOND;
}

function used(parts: Endpoints['parts']): Map<string, number> {
  const pids: [string, number][] = Object.entries(parts).map(
    ([name, { pid }]) => [name, pid],
  );
  return new Map(
    [...pids, ['this bench', process.pid] as const].map(([name, pid]) => [
      name,
      usedBy(pid),
    ]),
  );
}

/**
 * Microseconds of CPU time per call, by process of the marketplace, the largest
 * first.
 */
export async function cpuOf(
  parts: Endpoints['parts'],
  calls: number,
  work: () => Promise<unknown>,
): Promise<[string, number][]> {
  const before = used(parts);
  await work();
  const spent = [...used(parts)].map(([name, now]): [string, number] => [
    name,
    (now - (before.get(name) ?? 0)) / calls,
  ]);
  return spent.sort(([, a], [, b]) => b - a);
}
