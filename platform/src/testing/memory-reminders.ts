import type { ActorCaller, Reminder } from '../actors/caller';

export interface MemoryReminders extends Pick<
  ActorCaller,
  'remind' | 'forget'
> {
  /** By actor and name. They outlive the processes, as the scheduler's do. */
  registered: Map<string, Reminder>;
}

/**
 * Brings a reminder to whoever hosts its actor. When it rejects, a reminder
 * without a period is lost.
 */
export type DeliverReminder = (
  id: string,
  name: string,
  data: unknown,
) => Promise<void>;

/**
 * The scheduler in memory. Without `deliver` it only keeps what is registered.
 */
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

/**
 * Of the Go durations the scheduler understands, those we use: `1500ms`, `15s`.
 */
function milliseconds(duration: string): number {
  const [, amount, unit] = /^(\d+)(ms|s)$/.exec(duration) ?? [];
  if (amount === undefined) throw new Error(`${duration} is not a duration`);
  return Number(amount) * (unit === 's' ? 1_000 : 1);
}
