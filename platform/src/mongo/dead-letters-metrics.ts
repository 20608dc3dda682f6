import { Gauge } from 'prom-client';
import type { Metrics } from '../telemetry/metrics';
import type { DeadLetterStore } from './dead-letters-store';

/**
 * Adds `souk_dead_letters{state}` and `souk_dead_letter_oldest_seconds`, the
 * age of the oldest waiting letter (0 without one). A scrape shows what the one
 * before it has asked for, so that it never waits for the database.
 */
export function measureDeadLetters(
  letters: Pick<DeadLetterStore, 'counts' | 'oldestWaiting'>,
  { registry }: Metrics,
  now: () => Date = () => new Date(),
): void {
  let oldest: number | undefined;
  const registers = [registry];
  new Gauge({
    name: 'souk_dead_letters',
    help: 'Events kept because no handler could process them',
    labelNames: ['state'],
    registers,
    collect() {
      letters
        .counts()
        .then((counts) => {
          for (const [state, count] of Object.entries(counts))
            this.set({ state }, count);
        })
        // The database is away; readiness says so.
        .catch(() => undefined);
    },
  });
  new Gauge({
    name: 'souk_dead_letter_oldest_seconds',
    help: 'Age of the oldest dead letter that was neither replayed nor dropped',
    registers,
    collect() {
      letters
        .oldestWaiting()
        .then((at) => (oldest = at === undefined ? undefined : Date.parse(at)))
        .catch(() => undefined);
      this.set(oldest === undefined ? 0 : (now().getTime() - oldest) / 1_000);
    },
  });
}
