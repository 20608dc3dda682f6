import pLimit from 'p-limit';

/** Each reads a product with all it remembers, so that a few fill a process; more would keep every other call waiting. */
const AT_ONCE = 4;
/** Some seconds of work. What comes beyond is left to the sweep, or to the reminder's next time. */
const WAITING = 1_000;

/** Does the work when its turn comes, or not at all; either way it resolves, unless the work fails. */
export type ReminderGate = (work: () => Promise<void>) => Promise<void>;

/**
 * After an outage all reminders that fell due meanwhile come at the same moment. One gate for the actors of a process
 * lets it go on serving.
 */
export function reminderGate(atOnce = AT_ONCE, waiting = WAITING): ReminderGate {
  const limit = pLimit(atOnce);
  return async (work) => {
    if (limit.activeCount + limit.pendingCount < atOnce + waiting) await limit(work);
  };
}
