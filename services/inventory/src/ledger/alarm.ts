import type { Logger } from '@souk/platform/telemetry/logger';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import type { LedgerConflict } from './conflict';

/**
 * A product whose turns say something else than the ledger: its state or its
 * ledger was restored without the other, or changed by hand.
 */
export const ledgerAlarm =
  (log: Pick<Logger, 'error'>, { alarms }: Pick<Metrics, 'alarms'>) =>
  ({ stored, refused }: LedgerConflict): void => {
    alarms.inc({ alarm: 'ledger-conflict' });
    log.error(
      { productId: stored.productId, version: stored.version, stored, refused },
      'the ledger has another entry of this version',
    );
  };
