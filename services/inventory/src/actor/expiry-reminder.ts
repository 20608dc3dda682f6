import type { ActorCaller } from '@souk/platform/actors/caller';
import type { Logger } from '@souk/platform/telemetry/logger';

export const EXPIRY_REMINDER = 'expiry';
/**
 * It does not fall due more often than this, so that many reservations that run
 * out together share a turn.
 */
const SPACING_MS = 1_000;

export interface ExpiryReminderDeps {
  reminders: Pick<ActorCaller, 'remind' | 'forget'>;
  now: () => Date;
  log: Pick<Logger, 'warn'>;
}

/**
 * One reminder per product, at the earliest expiry. Losing it leaks nothing:
 * every turn gives back what ran out, and the sweep finds the products no turn
 * comes to. Therefore a turn does not fail because of it.
 */
export function expiryReminder(
  productId: string,
  { reminders, now, log }: ExpiryReminderDeps,
) {
  let armedFor = Infinity;
  return {
    /** To be called after each turn, with the earliest expiry it leaves. */
    async arm(earliest: number | undefined): Promise<void> {
      // One that should have come and did not was lost.
      const awaited = armedFor + SPACING_MS > now().getTime();
      if (earliest === undefined || (awaited && earliest >= armedFor)) return;
      const inMs = Math.max(SPACING_MS, earliest - now().getTime());
      try {
        await reminders.remind(productId, {
          name: EXPIRY_REMINDER,
          dueTime: `${inMs}ms`,
        });
        armedFor = earliest;
      } catch (err) {
        log.warn(
          { err, productId },
          'the expiry of reservations is left to the sweep',
        );
      }
    },
    /** It fell due, and is gone with that. */
    fired(): void {
      armedFor = Infinity;
    },
  };
}
