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
  hooks: ProcessHooks,
): SupervisedProcess {
  const { name } = spec;
  const { log, logFile } = hooks;
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const status = trackedStatus(spec, hooks);
  let child: Child | undefined;
  let finished: Promise<void> | undefined;

  const keepAlive = async (onReady: () => void): Promise<void> => {
    let everReady = false;
    for (let fastDeaths = 0; !isStopping();) {
      const launchedAt = Date.now();
      child = launch(spec, logFile, status);
      const wasReady = await follow(child, spec, { status, log, onReady });
      const how = await child.exited;
      everReady ||= wasReady;
      if (isStopping()) break;
      const livedLong = wasReady && Date.now() - launchedAt > FAST_DEATH_MS;
      fastDeaths = livedLong ? 1 : fastDeaths + 1;
      if (
        fastDeaths >= (everReady ? GIVE_UP_AFTER_READY : GIVE_UP_BEFORE_READY)
      ) {
        status.down({ state: 'stopped' });
        throw new Error(
          `${name} does not stay up (${how}); the last lines of ${logFile}:\n${lastLines(logFile)}`,
        );
      }
      log(`${name} died (${how}): starting it again`);
      const { restarts } = status.current();
      status.down({ state: 'starting', restarts: restarts + 1 });
      await delay(pauseAfter(fastDeaths), undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
    }
    status.down({ state: 'stopped' });
  };

  return {
    status: status.current,
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

interface TrackedStatus {
  current: () => ProcessStatus;
  set: (change: Partial<ProcessStatus>) => void;
  /** As `set`, and no process runs any more. */
  down: (change: Partial<ProcessStatus>) => void;
}

function trackedStatus(
  { port, metrics }: ProcessSpec,
  { logFile, onChange }: ProcessHooks,
): TrackedStatus {
  let status: ProcessStatus = {
    pid: 0,
    port,
    restarts: 0,
    state: 'stopped',
    log: logFile,
  };
  if (metrics !== undefined) status.metrics = metrics;
  return {
    current: () => status,
    set(change) {
      status = { ...status, ...change };
      onChange();
    },
    down(change) {
      status = { ...status, ...change };
      delete status.process;
      onChange();
    },
  };
}

function launch(
  spec: ProcessSpec,
  logFile: string,
  status: TrackedStatus,
): Child {
  const started = spawnChild(spec, logFile);
  const process = identify(started.pid);
  status.set({
    pid: started.pid,
    state: 'starting',
    ...(process ? { process } : {}),
  });
  return started;
}

/**
 * Follows one run to its end and updates the state. Returns whether it was
 * ever ready.
 */
async function follow(
  run: Child,
  { name, ready, readyWithinMs }: ProcessSpec,
  {
    status,
    log,
    onReady,
  }: { status: TrackedStatus; log: Log; onReady: () => void },
): Promise<boolean> {
  const deadline = Date.now() + readyWithinMs;
  const isReady = () => status.current().state === 'ready';
  let wasReady = false;
  for (let misses = 0; !run.hasExited();) {
    const ok = await ready();
    if (run.hasExited()) break;
    misses = ok ? 0 : misses + 1;
    if (ok && !isReady()) status.set({ state: 'ready' });
    if (ok && !wasReady) onReady();
    wasReady ||= ok;
    // One failed probe may be a busy machine; two in a row count.
    if (misses === 2 && isReady()) status.set({ state: 'starting' });
    if (!wasReady && Date.now() > deadline) {
      log(`${name} is not ready after ${readyWithinMs / 1_000} s: killing it`);
      signalGroup(run.pid, 'SIGKILL');
      await run.exited;
    }
    await Promise.race([run.exited, delay(isReady() ? WATCH_MS : POLL_MS)]);
  }
  return wasReady;
}

const pauseAfter = (fastDeaths: number): number =>
  Math.min(PAUSE_MS.first * 2 ** (fastDeaths - 1), PAUSE_MS.longest);

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
