import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { z } from 'zod';

/** Tells one process from a later one that was given the same pid. */
export const ProcessIdentity = z.object({
  pid: z.int().positive(),
  /** When it was started, in the machine's own words; only compared. */
  started: z.string(),
  /** The program it runs. */
  program: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/**
 * Who has this pid now; undefined when nobody does, or only what is left of a
 * dead one.
 */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

export function stillRuns(known: ProcessIdentity): boolean {
  const now = identify(known.pid);
  return now?.started === known.started && now.program === known.program;
}

/**
 * What Linux says of a process from its state on, the third field of
 * proc_pid_stat(5). @throws when there is none.
 */
export function statOf(pid: number): string[] {
  // The name in parentheses may itself contain spaces and parentheses.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function fromProc(pid: number): ProcessIdentity | undefined {
  const fields = statOf(pid);
  const [state, started] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || started === undefined) return undefined;
  return {
    pid,
    started,
    program: readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''),
  };
}

function fromPs(pid: number): ProcessIdentity | undefined {
  const ps = (column: string) =>
    execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
      encoding: 'utf8',
    }).trim();
  if (ps('stat').startsWith('Z')) return undefined;
  return { pid, started: ps('lstart'), program: ps('comm') };
}

/**
 * Sends to the whole process group a part was started as, so that no child of
 * its own stays behind.
 */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'ESRCH') throw err;
  }
}
