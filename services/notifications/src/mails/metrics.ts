import { measureBacklog } from '@souk/platform/telemetry/backlog';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import type { MailStore } from './store';

/**
 * Adds `souk_mails{state}` and `souk_mail_oldest_seconds`, the age of the
 * oldest mail that waits.
 */
export const measureMails = (
  mails: Pick<MailStore, 'counts' | 'oldestWaiting'>,
  metrics: Metrics,
  now: () => Date,
): void =>
  measureBacklog(
    {
      counted: { name: 'souk_mails', help: 'Mails by what became of them' },
      oldest: {
        name: 'souk_mail_oldest_seconds',
        help: 'Age of the oldest mail that is neither sent nor given up',
      },
      counts: () => mails.counts(),
      oldestWaiting: () => mails.oldestWaiting(),
    },
    metrics,
    now,
  );
