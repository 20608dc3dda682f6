import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { signalGroup } from './signals';

export interface Child {
  /** 0 when it could not be started at all. */
  pid: number;
  /** Resolves with how it ended, in words. */
  exited: Promise<string>;
  hasExited: () => boolean;
}

export interface ChildSpec {
  command: string;
  args: string[];
  /** Beside PATH and HOME, all it is told. */
  env: Record<string, string>;
}

/**
 * Starts it in a process group of its own: a terminal's Ctrl-C reaches the
 * supervisor alone, which decides the order.
 */
export function spawnChild(
  { command, args, env }: ChildSpec,
  log: string,
): Child {
  const out = openSync(log, 'a', 0o600);
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', out, out],
    env: { PATH, HOME, ...env },
  });
  closeSync(out);
  let over = false;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (status, signal) =>
      resolve(signal ?? `status ${status ?? '?'}`),
    );
    child.once('error', (err) => resolve(err.message));
  });
  void exited.then(() => (over = true));
  return { pid: child.pid ?? 0, exited, hasExited: () => over };
}

/** SIGTERM, and SIGKILL for what is still there after the time. */
export async function endChild(
  { pid, exited, hasExited }: Child,
  withinMs: number,
): Promise<void> {
  if (pid === 0 || hasExited()) return;
  signalGroup(pid, 'SIGTERM');
  signalGroup(pid, 'SIGCONT'); // a paused process gets its SIGTERM only when it goes on
  await Promise.race([exited, delay(withinMs, undefined, { ref: false })]);
  if (!hasExited()) signalGroup(pid, 'SIGKILL');
  await exited;
}
