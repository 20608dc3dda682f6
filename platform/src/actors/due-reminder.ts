import type { ActorCaller } from './caller';

/**
 * The minimum interval, so that entries due at about the same time share a
 * turn.
 */
const SPACING_MS = 1_000;

export interface DueReminderDeps {
  /** Those of `schedulerGate`, so that no turn waits for long. */
  reminders: Pick<ActorCaller, 'remind'>;
  now: () => Date;
}

/** One reminder per actor, at the earliest time something falls due. */
export interface DueReminder {
  /**
   * To be called after each turn, with the earliest due time it leaves, in
   * milliseconds since the epoch; undefined when nothing will fall due. Never
   * rejects: a turn must not fail because of it.
   */
  arm(earliest: number | undefined): Promise<void>;
  /** Call it first when the reminder fires: it is gone then. */
  fired(): void;
}

/**
 * The reminder may be lost with its process or with the scheduler. Its owner
 * must therefore do what is due in every turn, and find by a sweep of its own
 * the actors that get no turn.
 */
export function dueReminder(
  id: string,
  { reminders, now }: DueReminderDeps,
  /** Stored data: never rename it. */
  name: string,
): DueReminder {
  let armedFor = Infinity;
  return {
    async arm(earliest) {
      // A reminder that should have fired and did not was lost.
      const awaited = armedFor + SPACING_MS > now().getTime();
      if (earliest === undefined || (awaited && earliest >= armedFor)) return;
      const inMs = Math.max(SPACING_MS, earliest - now().getTime());
      try {
        await reminders.remind(id, { name, dueTime: `${inMs}ms` });
        armedFor = earliest;
      } catch {
        // Left to the next turn, and to the sweep.
      }
    },
    fired() {
      armedFor = Infinity;
    },
  };
}
