import type { ActorCaller, Reminder } from '../actors/caller';

export interface MemoryReminders extends Pick<
  ActorCaller,
  'remind' | 'forget'
> {
  /**
   * By actor and name. They survive their processes, as in Dapr's scheduler.
   */
  registered: Map<string, Reminder>;
}

/**
 * Delivers a reminder to the host of its actor. If it rejects, a one-time
 * reminder is lost.
 */
export type DeliverReminder = (
  id: string,
  name: string,
  data: unknown,
) => Promise<void>;

/** An in-memory scheduler. Without `deliver` it only records reminders. */
export function memoryReminders(deliver?: DeliverReminder): MemoryReminders {
  const registered = new Map<string, Reminder>();
  const timers = new Map<string, NodeJS.Timeout>();

  const fireIn = (ms: number, id: string, reminder: Reminder) => {
    const key = `${id}/${reminder.name}`;
    const fire = () => {
      if (reminder.period === undefined) registered.delete(key);
      else fireIn(milliseconds(reminder.period), id, reminder);
      deliver?.(id, reminder.name, reminder.data ?? {}).catch(() => undefined);
    };
    timers.set(key, setTimeout(fire, ms));
  };
  return {
    registered,
    async remind(id, reminder) {
      const key = `${id}/${reminder.name}`;
      clearTimeout(timers.get(key));
      registered.set(key, reminder);
      if (deliver) fireIn(milliseconds(reminder.dueTime), id, reminder);
    },
    async forget(id, name) {
      clearTimeout(timers.get(`${id}/${name}`));
      registered.delete(`${id}/${name}`);
    },
  };
}

/** Parses the Go durations we use: `1500ms`, `15s`. */
function milliseconds(duration: string): number {
  const [, amount, unit] = /^(\d+)(ms|s)$/.exec(duration) ?? [];
  if (amount === undefined) throw new Error(`${duration} is not a duration`);
  return Number(amount) * (unit === 's' ? 1_000 : 1);
}
