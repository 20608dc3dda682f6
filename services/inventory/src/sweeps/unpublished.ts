import type { Logger } from '@souk/platform/telemetry/logger';
import pLimit from 'p-limit';
import type { StockActors } from '../actor/client';
import type { LevelView } from '../stock/store';
import type { Unarmed, UnarmedStore } from '../outbox/unarmed-store';

export interface UnpublishedSweepDeps {
  unarmed: Pick<UnarmedStore, 'before' | 'note' | 'drop'>;
  levels: Pick<LevelView, 'of'>;
  stock: Pick<StockActors, 'expire'>;
  log: Pick<Logger, 'warn'>;
  now: () => Date;
}

/** As long as a reminder takes that could be registered. */
const GRACE_MS = 15_000;
const PAGE = 100;
const AT_ONCE = 4;

/**
 * Has published what no reminder stands for: the actor, once it is loaded,
 * gives the relay what waits. A product is done when the level view shows what
 * its actor says; the others are looked at again later.
 */
export async function sweepUnpublished(
  { unarmed, levels, stock, log, now }: UnpublishedSweepDeps,
  stopped?: AbortSignal,
): Promise<void> {
  const before = new Date(now().getTime() - GRACE_MS).toISOString();
  const limit = pLimit(AT_ONCE);
  const published = async ({ productId }: Unarmed): Promise<boolean> => {
    if (stopped?.aborted) return false;
    const level = await stock.expire(productId);
    if (!level) return true;
    const [shown] = await levels.of([productId]);
    return shown !== undefined && shown.version >= level.version;
  };
  const look = async (one: Unarmed) => {
    const done = await published(one).catch((err: unknown) => {
      const { productId } = one;
      log.warn({ err, productId }, 'not looked at, a later sweep will');
      return false;
    });
    if (done) await unarmed.drop(one);
    else await unarmed.note({ ...one, at: now().toISOString() });
  };
  for (let found = PAGE; found === PAGE && !stopped?.aborted;) {
    const page = await unarmed.before(before, PAGE);
    await Promise.all(page.map((one) => limit(look, one)));
    found = page.length;
  }
}
