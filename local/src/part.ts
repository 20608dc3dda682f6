import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { PartStatus } from './endpoints';
import { identify, signalGroup, type ProcessIdentity } from './processes';

export interface PartSpec {
  name: string;
  command: string;
  args: string[];
  /** Beside PATH and HOME, all it is told. */
  env: Record<string, string>;
  port: number;
  metrics?: string;
  ready: () => Promise<boolean>;
  readyWithinMs: number;
  /** How long it may take to end after SIGTERM. */
  stopWithinMs: number;
}

export interface PartHooks {
  log: string;
  say: (line: string) => void;
  /** Called synchronously on every change of pid or state. */
  changed: () => void;
}

export interface Part {
  /** Resolves when it is ready for the first time. @throws Error when it was given up. */
  start(): Promise<void>;
  /** Ends it and everything it started; it does not come back. */
  stop(): Promise<void>;
  status(): PartStatus;
}

const FAST_DEATH_MS = 5_000;
const GIVE_UP_BEFORE_READY = 4;
const GIVE_UP_AFTER_READY = 12;
const POLL_MS = 50;
const WATCH_MS = 1_000;

/** One process that is kept alive: started again with growing pauses when it dies, given up when it never stays. */
export function supervise(spec: PartSpec, { log, say, changed }: PartHooks): Part {
  const stopped = new AbortController();
  let status: PartStatus = { pid: 0, port: spec.port, restarts: 0, state: 'stopped', log };
  if (spec.metrics) status.metrics = spec.metrics;
  let current: { child: ChildProcess; exited: Promise<string> } | undefined;
  let life: Promise<void> | undefined;

  const set = (change: Partial<PartStatus>, process?: ProcessIdentity) => {
    const { process: before, ...rest } = { ...status, ...change };
    const known = change.state === 'stopped' ? undefined : (process ?? before);
    status = known ? { ...rest, process: known } : rest;
    changed();
  };

  const launch = () => {
    current = spawnPart(spec, log);
    const { pid = 0 } = current.child;
    set({ pid, state: 'starting' }, identify(pid));
    return current;
  };

  /** Lets go of one run when it has ended. Says whether it was ever ready. */
  const watch = async (exited: Promise<string>, pid: number, onReady: () => void): Promise<boolean> => {
    const run = { ended: false };
    void exited.then(() => (run.ended = true));
    const deadline = Date.now() + spec.readyWithinMs;
    let wasReady = false;
    let misses = 0;
    while (!run.ended) {
      const ok = await spec.ready();
      misses = ok ? 0 : misses + 1;
      if (run.ended) break;
      if (ok && status.state !== 'ready') set({ state: 'ready' });
      if (ok && !wasReady) onReady();
      wasReady ||= ok;
      // One probe may be lost on a busy machine; two are a state.
      if (misses === 2 && status.state === 'ready') set({ state: 'starting' });
      if (!wasReady && Date.now() > deadline && !stopped.signal.aborted) {
        say(`${spec.name} is not ready after ${spec.readyWithinMs / 1_000} s: killing it`);
        signalGroup(pid, 'SIGKILL');
        break;
      }
      await Promise.race([exited, delay(status.state === 'ready' ? WATCH_MS : POLL_MS)]);
    }
    return wasReady;
  };

  const live = async (onReady: () => void): Promise<void> => {
    let everReady = false;
    for (let fastDeaths = 0; !stopped.signal.aborted;) {
      const born = Date.now();
      const { child, exited } = launch();
      const wasReady = await watch(exited, child.pid ?? 0, onReady);
      const how = await exited;
      everReady ||= wasReady;
      if (stopped.signal.aborted) break;
      fastDeaths = wasReady && Date.now() - born > FAST_DEATH_MS ? 1 : fastDeaths + 1;
      if (fastDeaths >= (everReady ? GIVE_UP_AFTER_READY : GIVE_UP_BEFORE_READY)) {
        set({ state: 'stopped' });
        throw new Error(`${spec.name} does not stay up (${how}); the last lines of ${log}:\n${lastLines(log)}`);
      }
      say(`${spec.name} died (${how}): starting it again`);
      set({ state: 'starting', restarts: status.restarts + 1 });
      await delay(Math.min(100 * 2 ** (fastDeaths - 1), 3_000), undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    set({ state: 'stopped' });
  };

  return {
    status: () => status,
    start: () =>
      new Promise((resolve, reject) => {
        life = live(resolve).catch((err: unknown) => {
          say(err instanceof Error ? err.message : String(err));
          reject(err instanceof Error ? err : new Error(String(err)));
        });
      }),
    async stop() {
      stopped.abort();
      if (current && status.process) await end(current.child, current.exited, spec.stopWithinMs);
      await life;
    },
  };
}

function spawnPart(spec: PartSpec, log: string): { child: ChildProcess; exited: Promise<string> } {
  const out = openSync(log, 'a', 0o600);
  const { PATH = '', HOME = '' } = process.env;
  // A group of its own keeps the terminal's Ctrl-C from reaching it: the supervisor alone decides the order.
  const child = spawn(spec.command, spec.args, { detached: true, stdio: ['ignore', out, out], env: { PATH, HOME, ...spec.env } });
  closeSync(out);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (status, signal) => resolve(signal ?? `status ${status ?? '?'}`));
    child.once('error', (err) => resolve(err.message));
  });
  return { child, exited };
}

async function end(child: ChildProcess, exited: Promise<string>, withinMs: number): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  signalGroup(pid, 'SIGCONT'); // a paused process gets its SIGTERM only when it goes on
  const late = Symbol('late');
  const outcome = await Promise.race([exited, delay(withinMs, late, { ref: false })]);
  if (outcome === late) signalGroup(pid, 'SIGKILL');
  await exited;
}

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
