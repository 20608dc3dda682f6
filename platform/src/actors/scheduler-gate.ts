import { tooLate, within } from '../http/deadline';
import type { Logger } from '../telemetry/logger';
import type { ActorCaller } from './caller';

export type Reminders = Pick<ActorCaller, 'remind' | 'forget'>;

export interface SchedulerGateDeps {
  reminders: Reminders;
  now: () => Date;
  log: Pick<Logger, 'warn' | 'info'>;
}

/** How long a turn waits for its reminder; one takes a few milliseconds. */
const WAIT_MS = 1_000;
/** How long nobody asks a scheduler that did not answer. */
const AWAY_MS = 5_000;

/**
 * Reminders as turns register them: without the scheduler `remind` rejects
 * after a second for one caller every five, and at once for the others. A
 * reminder whose registration was not awaited may still arrive.
 */
export function schedulerGate(
  { reminders, now, log }: SchedulerGateDeps,
  waitMs = WAIT_MS,
): Reminders {
  let away = false;
  let askAgainAt = -Infinity;
  let asking = 0;

  const closed = () => away && (asking > 0 || now().getTime() < askAgainAt);
  const failed = (err: unknown) => {
    askAgainAt = now().getTime() + AWAY_MS;
    if (!away)
      log.warn(
        { err },
        'no reminder can be registered: the sweeps do it later',
      );
    away = true;
  };
  const answered = () => {
    if (away) log.info({}, 'reminders are registered again');
    away = false;
  };
  return {
    async remind(...call) {
      if (closed()) throw tooLate();
      asking += 1;
      const registered = reminders.remind(...call).finally(() => {
        asking -= 1;
      });
      try {
        await within(waitMs, registered);
        answered();
      } catch (err) {
        failed(err);
        throw err;
      }
    },
    forget: (...call) => reminders.forget(...call),
  };
}
