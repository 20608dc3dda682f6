import type { ActorCaller } from '@souk/platform/actors/caller';

const RELAY_REMINDER = { dueTime: '15s', period: '30s' };
/**
 * For so long after arming, the reminder cannot have fallen due and therefore
 * nobody can have put it away. Only in that time is "it is armed" believed
 * without arming again; two hosts that both run the actor need not agree on it.
 */
const ARMED_MS = 10_000;

export interface RelayReminderDeps {
  /** For reminders only: an actor that calls itself hangs. */
  reminders: Pick<ActorCaller, 'remind' | 'forget'>;
  now: () => Date;
  newId: () => string;
}

/**
 * Brings the relay back after a crash: there before anything waits to be told,
 * gone some time after all has been told.
 */
export interface RelayReminder {
  /** To be called before each write that leaves something to tell. */
  arm(): Promise<void>;
  /**
   * To be called when one falls due, by its name, and nothing waits. Armed
   * again meanwhile, it is relied on and stays.
   */
  putAway(fired: string): Promise<void>;
}

/**
 * The reminders of the products of one process. They have a name of its own,
 * and a new one after one could not be put away: a call that arrives late, when
 * another host or this one has long armed the product again, must not take that
 * along. Those of processes that are gone (once all were named `relay`) fall
 * due wherever their product is, and are put away there.
 */
export function relayReminders({
  reminders,
  now,
  newId,
}: RelayReminderDeps): (productId: string) => RelayReminder {
  let name: string | undefined;
  return (productId) => {
    const armed: { as?: string; until: number } = { until: -Infinity };
    return {
      async arm() {
        const at = now().getTime();
        if (at < armed.until) return;
        const as = (name ??= `relay-${newId()}`);
        await reminders.remind(productId, { name: as, ...RELAY_REMINDER });
        Object.assign(armed, { as, until: at + ARMED_MS });
      },
      async putAway(fired) {
        if (fired === armed.as && now().getTime() < armed.until) return;
        try {
          await reminders.forget(productId, fired);
        } catch (err) {
          if (fired === name) name = undefined;
          throw err;
        }
      },
    };
  };
}
