import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { z } from 'zod';

/** Distinguishes a process from a later one with the same pid. */
export const ProcessIdentity = z.object({
  pid: z.int().positive(),
  /** Start time in the system's own format; only compared. */
  started: z.string(),
  /** The program it runs. */
  program: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/**
 * The process with this pid; undefined when there is none, or only a zombie.
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
 * The fields of proc_pid_stat(5) from the third, the state, on.
 * @throws when there is no such process.
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

/** Signals the whole process group, so that no child of the process is left. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'ESRCH') throw err;
  }
}
