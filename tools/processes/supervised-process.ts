import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { endChild, spawnChild, type Child, type ChildSpec } from './child';
import type { PartStatus } from '../stack/endpoints';
import { identify, signalGroup } from './signals';
import type { Say } from '../lib/progress';

export interface PartSpec extends ChildSpec {
  name: string;
  port: number;
  metrics?: string;
  ready: () => Promise<boolean>;
  readyWithinMs: number;
  /** How long it may take to end after SIGTERM. */
  stopWithinMs: number;
}

export interface PartHooks {
  log: string;
  say: Say;
  /** Called synchronously on every change of pid or state. */
  changed: () => void;
}

export interface Part {
  /**
   * Resolves when it is ready for the first time. @throws Error when it was
   * given up before.
   */
  start(): Promise<void>;
  /** Ends it and everything it started; it does not come back. */
  stop(): Promise<void>;
  status(): PartStatus;
}

const FAST_DEATH_MS = 5_000;
const GIVE_UP_BEFORE_READY = 4;
const GIVE_UP_AFTER_READY = 12;
const PAUSE_MS = { first: 100, longest: 3_000 };
const POLL_MS = 50;
const WATCH_MS = 2_000;

/**
 * One process that is kept alive: started again with growing pauses when it
 * dies, given up when it never stays.
 */
export function supervise(
  spec: PartSpec,
  { log, say, changed }: PartHooks,
): Part {
  const { name } = spec;
  const stopping = new AbortController();
  let status: PartStatus = {
    pid: 0,
    port: spec.port,
    restarts: 0,
    state: 'stopped',
    log,
  };
  if (spec.metrics !== undefined) status.metrics = spec.metrics;
  const isStopping = () => stopping.signal.aborted;
  let child: Child | undefined;
  let life: Promise<void> | undefined;
  const set = (change: Partial<PartStatus>) => {
    status = { ...status, ...change };
    changed();
  };
  const gone = (state: PartStatus['state']) => {
    status = { ...status, state };
    delete status.process;
    changed();
  };

  const launch = () => {
    const started = spawnChild(spec, log);
    const process = identify(started.pid);
    set({
      pid: started.pid,
      state: 'starting',
      ...(process ? { process } : {}),
    });
    return started;
  };

  /**
   * Follows one run to its end, telling its state. Returns whether it was ever
   * ready.
   */
  const follow = async (run: Child, onReady: () => void): Promise<boolean> => {
    const deadline = Date.now() + spec.readyWithinMs;
    let wasReady = false;
    for (let misses = 0; !run.hasExited();) {
      const ok = await spec.ready();
      if (run.hasExited()) break;
      misses = ok ? 0 : misses + 1;
      if (ok && status.state !== 'ready') set({ state: 'ready' });
      if (ok && !wasReady) onReady();
      wasReady ||= ok;
      // One probe may be lost on a busy machine; two are a state.
      if (misses === 2 && status.state === 'ready') set({ state: 'starting' });
      if (!wasReady && Date.now() > deadline) {
        say(
          `${name} is not ready after ${spec.readyWithinMs / 1_000} s: killing it`,
        );
        signalGroup(run.pid, 'SIGKILL');
        await run.exited;
      }
      await Promise.race([
        run.exited,
        delay(status.state === 'ready' ? WATCH_MS : POLL_MS),
      ]);
    }
    return wasReady;
  };

  const live = async (onReady: () => void): Promise<void> => {
    let everReady = false;
    for (let fastDeaths = 0; !isStopping();) {
      const born = Date.now();
      child = launch();
      const wasReady = await follow(child, onReady);
      const how = await child.exited;
      everReady ||= wasReady;
      if (isStopping()) break;
      fastDeaths =
        wasReady && Date.now() - born > FAST_DEATH_MS ? 1 : fastDeaths + 1;
      if (
        fastDeaths >= (everReady ? GIVE_UP_AFTER_READY : GIVE_UP_BEFORE_READY)
      ) {
        gone('stopped');
        throw new Error(
          `${name} does not stay up (${how}); the last lines of ${log}:\n${lastLines(log)}`,
        );
      }
      say(`${name} died (${how}): starting it again`);
      status = { ...status, restarts: status.restarts + 1 };
      gone('starting');
      const pause = Math.min(
        PAUSE_MS.first * 2 ** (fastDeaths - 1),
        PAUSE_MS.longest,
      );
      await delay(pause, undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
    gone('stopped');
  };

  return {
    status: () => status,
    start: () =>
      new Promise((resolve, reject) => {
        let awaited = true;
        const onReady = () => {
          awaited = false;
          resolve();
        };
        life = live(onReady).catch((err: unknown) => {
          if (!awaited) say(String(err instanceof Error ? err.message : err));
          reject(err instanceof Error ? err : new Error(String(err)));
        });
      }),
    async stop() {
      stopping.abort();
      if (child) await endChild(child, spec.stopWithinMs);
      await life;
    },
  };
}

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
