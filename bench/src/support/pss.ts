import { readdirSync, readFileSync } from 'node:fs';

/**
 * Proportional memory in bytes of a process and its descendants: a page shared
 * by several processes counts in equal parts (`Pss`, proc(5)). Linux only.
 */
export function pssOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const [, kB = '0'] = /^Pss:\s+(\d+) kB$/m.exec(rollup) ?? [];
  return Number(kB) * 1_024 + childrenOf(pid).reduce((s, c) => s + pssOf(c), 0);
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
