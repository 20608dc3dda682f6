import { sweepUnpublished, type UnpublishedSweepDeps } from './unpublished';
import { sweepExpired, type ExpirySweepDeps } from './expired';

export type SweepsDeps = ExpirySweepDeps &
  UnpublishedSweepDeps & {
    /**
     * One replica sweeps at a time; false when another one does. Taken again by
     * each sweep, so that the others go on when it is gone.
     */
    lease: { take: () => Promise<boolean> };
  };

/** Sweeps until it is stopped, one sweep at a time. */
export function sweeps(
  deps: SweepsDeps,
  everyMs = 10_000,
): { stop: () => void } {
  const stopped = new AbortController();
  let running = false;
  const sweep = async () => {
    if (!(await deps.lease.take())) return;
    await sweepExpired(deps, stopped.signal);
    await sweepUnpublished(deps, stopped.signal);
  };
  const unlessRunning = async () => {
    if (running) return;
    running = true;
    await sweep().catch((err: unknown) =>
      deps.log.warn({ err }, 'the sweep failed'),
    );
    running = false;
  };
  const timer = setInterval(() => void unlessRunning(), everyMs).unref();
  return {
    stop() {
      clearInterval(timer);
      stopped.abort();
    },
  };
}
