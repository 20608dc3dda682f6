import type { Logger } from '../telemetry/logger';
import { within } from '../http/deadline';
import type { Reminders } from './scheduler-gate';

const RELAY_REMINDER = { dueTime: '15s', period: '30s' };
/**
 * For this long after arming, the reminder cannot have fired, so it cannot have
 * been removed and need not be armed again. Two hosts that run the same actor
 * do not coordinate this.
 */
const ARMED_MS = 10_000;
/** How long a turn waits for the note; one takes a few milliseconds. */
const NOTE_MS = 1_000;

export interface RelayReminderDeps {
  /** Those of `schedulerGate`, so that no turn waits for long. */
  reminders: Reminders;
  /**
   * Notes an actor whose reminder could not be registered, for a sweep that has
   * its outbox published should this process die.
   */
  unarmed: (id: string) => Promise<void>;
  now: () => Date;
  newId: () => string;
  log: Pick<Logger, 'warn'>;
}

/**
 * Has an actor's outbox published after a crash: armed before anything waits to
 * be published, put away some time after all has been.
 */
export interface RelayReminder {
  /**
   * To be called before each write that leaves something to publish. Never
   * rejects: without a reminder the actor is noted for the sweep, and without
   * either its next turn has the outbox published.
   */
  arm(): Promise<void>;
  /**
   * To be called when one falls due, by its name, and nothing waits. Armed
   * again meanwhile, it stays. @throws AppError `dependency-unavailable`.
   */
  putAway(fired: string): Promise<void>;
}

/**
 * The reminders of the actors of one process, by actor id. Their name belongs
 * to the process, which takes a new one after it could not put one away: a late
 * call to remove a reminder must not remove one that another host, or this one,
 * has armed since. Those of processes that are gone fall due wherever their
 * actor is, and are put away there.
 */
export function relayReminders({
  reminders,
  unarmed,
  now,
  newId,
  log,
}: RelayReminderDeps): (id: string) => RelayReminder {
  let name: string | undefined;
  return (id) => {
    const armed: { as?: string; until: number } = { until: -Infinity };
    return {
      async arm() {
        const at = now().getTime();
        if (at < armed.until) return;
        const as = (name ??= `relay-${newId()}`);
        try {
          await reminders.remind(id, { name: as, ...RELAY_REMINDER });
        } catch {
          await within(NOTE_MS, unarmed(id)).catch((err: unknown) =>
            log.warn({ err, actor: id }, 'neither reminder nor sweep is set'),
          );
        }
        Object.assign(armed, { as, until: at + ARMED_MS });
      },
      async putAway(fired) {
        if (fired === armed.as && now().getTime() < armed.until) return;
        try {
          await reminders.forget(id, fired);
        } catch (err) {
          if (fired === name) name = undefined;
          throw err;
        }
      },
    };
  };
}
