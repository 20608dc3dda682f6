import {
  outboxRelay,
  type OutboxRelay,
  type OutboxRelayDeps,
} from '@souk/platform/actors/outbox-relay';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Unpublished } from './entry';
import { publishTurns, type PublishDeps } from './publish-turns';

/** Publishes what the actors committed, in order per product. */
export type StockRelay = OutboxRelay<Unpublished>;

export interface StockRelayDeps
  extends
    PublishDeps,
    Pick<OutboxRelayDeps<Unpublished>, 'quietMs' | 'restMs'> {
  stock: { published: (productId: string, version: number) => Promise<void> };
  log: Pick<Logger, 'warn'>;
}

/** Keeps one append to the ledger small. */
const MOST_CHANGES = 2_000;

export const stockRelay = (deps: StockRelayDeps): StockRelay =>
  outboxRelay({
    ...deps,
    versionOf: ({ fact }) => fact.version,
    sizeOf: ({ fact }) => fact.changes.length,
    most: MOST_CHANGES,
    publish: (_, batch) => publishTurns(deps, batch),
    confirm: (productId, version) => deps.stock.published(productId, version),
    failed: (err, productId, waiting) =>
      deps.log.warn(
        { err, productId, waiting },
        'stock change not published yet, will be tried again',
      ),
  });
