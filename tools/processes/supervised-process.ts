import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { stopChild, spawnChild, type Child, type ChildSpec } from './child';
import type { ProcessStatus } from './process-status';
import { identify, signalGroup } from './signals';
import type { Log } from '../lib/progress';

export interface ProcessSpec extends ChildSpec {
  name: string;
  port: number;
  metrics?: string;
  ready: () => Promise<boolean>;
  readyWithinMs: number;
  /** How long it may take to end after SIGTERM. */
  stopWithinMs: number;
}

export interface ProcessHooks {
  logFile: string;
  log: Log;
  /** Called synchronously on every change of pid or state. */
  onChange: () => void;
}

export interface SupervisedProcess {
  /**
   * Resolves when it is ready for the first time.
   * @throws Error when it gives up before that.
   */
  start(): Promise<void>;
  /** Stops it and its children for good. */
  stop(): Promise<void>;
  status(): ProcessStatus;
}

const FAST_DEATH_MS = 5_000;
const GIVE_UP_BEFORE_READY = 4;
const GIVE_UP_AFTER_READY = 12;
const PAUSE_MS = { first: 100, longest: 3_000 };
const POLL_MS = 50;
const WATCH_MS = 2_000;

/**
 * Keeps one process alive: restarts it with growing pauses, and gives up when
 * it never stays up.
 */
export function supervise(
  spec: ProcessSpec,
  { logFile, log, onChange }: ProcessHooks,
): SupervisedProcess {
  const { name } = spec;
  const stopping = new AbortController();
  let status: ProcessStatus = {
    pid: 0,
    port: spec.port,
    restarts: 0,
    state: 'stopped',
    log: logFile,
  };
  if (spec.metrics !== undefined) status.metrics = spec.metrics;
  const isStopping = () => stopping.signal.aborted;
  let child: Child | undefined;
  let finished: Promise<void> | undefined;
  const set = (change: Partial<ProcessStatus>) => {
    status = { ...status, ...change };
    onChange();
  };
  const markDown = (state: ProcessStatus['state']) => {
    status = { ...status, state };
    delete status.process;
    onChange();
  };

  const launch = () => {
    const started = spawnChild(spec, logFile);
    const process = identify(started.pid);
    set({
      pid: started.pid,
      state: 'starting',
      ...(process ? { process } : {}),
    });
    return started;
  };

  /**
   * Follows one run to its end and updates the state. Returns whether it was
   * ever ready.
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
      // One failed probe may be a busy machine; two in a row count.
      if (misses === 2 && status.state === 'ready') set({ state: 'starting' });
      if (!wasReady && Date.now() > deadline) {
        log(
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

  const keepAlive = async (onReady: () => void): Promise<void> => {
    let everReady = false;
    for (let fastDeaths = 0; !isStopping();) {
      const launchedAt = Date.now();
      child = launch();
      const wasReady = await follow(child, onReady);
      const how = await child.exited;
      everReady ||= wasReady;
      if (isStopping()) break;
      fastDeaths =
        wasReady && Date.now() - launchedAt > FAST_DEATH_MS
          ? 1
          : fastDeaths + 1;
      if (
        fastDeaths >= (everReady ? GIVE_UP_AFTER_READY : GIVE_UP_BEFORE_READY)
      ) {
        markDown('stopped');
        throw new Error(
          `${name} does not stay up (${how}); the last lines of ${logFile}:\n${lastLines(logFile)}`,
        );
      }
      log(`${name} died (${how}): starting it again`);
      status = { ...status, restarts: status.restarts + 1 };
      markDown('starting');
      const pause = Math.min(
        PAUSE_MS.first * 2 ** (fastDeaths - 1),
        PAUSE_MS.longest,
      );
      await delay(pause, undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
    markDown('stopped');
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
        finished = keepAlive(onReady).catch((err: unknown) => {
          if (!awaited) log(String(err instanceof Error ? err.message : err));
          reject(err instanceof Error ? err : new Error(String(err)));
        });
      }),
    async stop() {
      stopping.abort();
      if (child) await stopChild(child, spec.stopWithinMs);
      await finished;
    },
  };
}

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
