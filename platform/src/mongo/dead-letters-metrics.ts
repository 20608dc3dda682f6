import { measureBacklog } from '../telemetry/backlog';
import type { Metrics } from '../telemetry/metrics';
import type { DeadLetterStore } from './dead-letters-store';

/**
 * Adds `souk_dead_letters{state}` and `souk_dead_letter_oldest_seconds`, the
 * age of the oldest waiting letter.
 */
export const measureDeadLetters = (
  letters: Pick<DeadLetterStore, 'counts' | 'oldestWaiting'>,
  metrics: Metrics,
  now: () => Date = () => new Date(),
): void =>
  measureBacklog(
    {
      counted: {
        name: 'souk_dead_letters',
        help: 'Events kept because no handler could process them',
      },
      oldest: {
        name: 'souk_dead_letter_oldest_seconds',
        help: 'Age of the oldest dead letter that was neither replayed nor dropped',
      },
      counts: () => letters.counts(),
      oldestWaiting: async () => {
        const at = await letters.oldestWaiting();
        return at === undefined ? undefined : new Date(at);
      },
    },
    metrics,
    now,
  );
