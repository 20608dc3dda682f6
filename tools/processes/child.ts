import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { signalGroup } from './signals';

export interface Child {
  /** 0 when it could not be started. */
  pid: number;
  /** Resolves with the signal or status it ended with. */
  exited: Promise<string>;
  hasExited: () => boolean;
}

export interface ChildSpec {
  command: string;
  args: string[];
  /** Its whole environment besides PATH and HOME. */
  env: Record<string, string>;
}

/**
 * Starts a process in its own process group: a terminal's Ctrl-C reaches the
 * supervisor alone, which stops its processes in order.
 */
export function spawnChild(
  { command, args, env }: ChildSpec,
  logFile: string,
): Child {
  const out = openSync(logFile, 'a', 0o600);
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', out, out],
    env: { PATH, HOME, ...env },
  });
  closeSync(out);
  let ended = false;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (status, signal) =>
      resolve(signal ?? `status ${status ?? '?'}`),
    );
    child.once('error', (err) => resolve(err.message));
  });
  void exited.then(() => (ended = true));
  return { pid: child.pid ?? 0, exited, hasExited: () => ended };
}

/** Sends SIGTERM, and SIGKILL if it still runs after `withinMs`. */
export async function stopChild(
  { pid, exited, hasExited }: Child,
  withinMs: number,
): Promise<void> {
  if (pid === 0 || hasExited()) return;
  signalGroup(pid, 'SIGTERM');
  signalGroup(pid, 'SIGCONT'); // a paused process receives SIGTERM only once it is resumed
  await Promise.race([exited, delay(withinMs, undefined, { ref: false })]);
  if (!hasExited()) signalGroup(pid, 'SIGKILL');
  await exited;
}
