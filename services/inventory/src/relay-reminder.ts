import type { ActorCaller } from '@souk/platform/dapr/actor-caller';

const RELAY_REMINDER = { name: 'relay', dueTime: '15s', period: '30s' };
/**
 * For so long after arming, the reminder cannot have fallen due and therefore nobody can have put it away. Only in
 * that time is "it is armed" believed without arming again; two hosts that both run the actor need not agree on it.
 */
const ARMED_MS = 10_000;

export interface RelayReminderDeps {
  /** For reminders only: an actor that calls itself hangs. */
  reminders: Pick<ActorCaller, 'remind' | 'forget'>;
  now: () => Date;
}

/** Brings the relay back after a crash: there before anything waits to be told, gone some time after all has been told. */
export function relayReminder(productId: string, { reminders, now }: RelayReminderDeps) {
  let armedUntil = -Infinity;
  return {
    /** To be called before each write that leaves something to tell. */
    async arm(): Promise<void> {
      const at = now().getTime();
      if (at < armedUntil) return;
      await reminders.remind(productId, RELAY_REMINDER);
      armedUntil = at + ARMED_MS;
    },
    /** To be called when it falls due and nothing waits. Armed again meanwhile, it is relied on and stays. */
    async putAway(): Promise<void> {
      if (now().getTime() >= armedUntil) await reminders.forget(productId, RELAY_REMINDER.name);
    },
  };
}
