import type { Metrics } from '@souk/platform/telemetry/metrics';
import { Gauge } from 'prom-client';
import type { MailStore } from './store';

/**
 * Adds `souk_mails{state}` and `souk_mail_oldest_seconds`, the age of the
 * oldest mail that waits (0 without one). A scrape shows what the one before it
 * has asked for, so that it never waits for the database.
 */
export function measureMails(
  mails: Pick<MailStore, 'counts' | 'oldestWaiting'>,
  { registry }: Metrics,
  now: () => Date,
): void {
  let oldest: Date | undefined;
  const registers = [registry];
  new Gauge({
    name: 'souk_mails',
    help: 'Mails by what became of them',
    labelNames: ['state'],
    registers,
    collect() {
      mails
        .counts()
        .then((counts) => {
          for (const [state, count] of Object.entries(counts))
            this.set({ state }, count);
        })
        // The database is away; readiness says so.
        .catch(() => undefined);
    },
  });
  new Gauge({
    name: 'souk_mail_oldest_seconds',
    help: 'Age of the oldest mail that is neither sent nor given up',
    registers,
    collect() {
      mails
        .oldestWaiting()
        .then((at) => (oldest = at))
        .catch(() => undefined);
      this.set(oldest ? (now().getTime() - oldest.getTime()) / 1_000 : 0);
    },
  });
}
