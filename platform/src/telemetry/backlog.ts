import { Gauge } from 'prom-client';
import type { Metrics } from './metrics';

export interface Backlog {
  /** Of the gauge of counts by state, and what it counts. */
  counted: { name: string; help: string };
  /** Of the gauge of the oldest one's age in seconds; 0 without one. */
  oldest: { name: string; help: string };
  counts: () => Promise<object>;
  oldestWaiting: () => Promise<Date | undefined>;
}

/**
 * Adds both gauges. A scrape shows what the one before it has asked for, so
 * that it never waits for the database.
 */
export function measureBacklog(
  { counted, oldest, counts, oldestWaiting }: Backlog,
  { registry }: Metrics,
  now: () => Date,
): void {
  let since: Date | undefined;
  const registers = [registry];
  new Gauge({
    ...counted,
    labelNames: ['state'],
    registers,
    collect() {
      counts()
        .then((found) => {
          for (const [state, count] of Object.entries(found))
            this.set({ state }, Number(count));
        })
        // The database is away; readiness says so.
        .catch(() => undefined);
    },
  });
  new Gauge({
    ...oldest,
    registers,
    collect() {
      oldestWaiting()
        .then((at) => (since = at))
        .catch(() => undefined);
      this.set(since ? (now().getTime() - since.getTime()) / 1_000 : 0);
    },
  });
}
