import type { Logger } from '@souk/platform/telemetry/logger';
import pLimit from 'p-limit';
import type { StockActors } from '../actor/client';

export interface ExpirySweepDeps {
  levels: { overdue: (before: string, limit: number) => Promise<string[]> };
  stock: Pick<StockActors, 'expire'>;
  log: Pick<Logger, 'warn' | 'info'>;
  now: () => Date;
}

/** Leaves time for a reminder that is only late. */
const GRACE_MS = 2_000;
const PAGE = 100;
/**
 * As few as reminders, so that shoppers' calls do not wait behind the backlog
 * of a long outage.
 */
const AT_ONCE = 4;

/**
 * Expires everything the reminders missed. Idempotent, so two replicas may run
 * it at once.
 */
export async function sweepExpired(
  { levels, stock, log, now }: ExpirySweepDeps,
  stopped?: AbortSignal,
): Promise<void> {
  const before = new Date(now().getTime() - GRACE_MS).toISOString();
  const limit = pLimit(AT_ONCE);
  const tried = new Set<string>();
  const expire = async (productId: string): Promise<boolean> => {
    if (stopped?.aborted) return false;
    const level = stock.expire(productId).then(() => true);
    return level.catch((err: unknown) => {
      log.warn({ err, productId }, 'not swept, the next sweep will');
      return false;
    });
  };
  let swept = 0;
  let lookAgain = true;
  for (let mayStay = 0; lookAgain;) {
    // The level view lags behind the turns, so products that were swept already
    // may be found again.
    const asked = PAGE + mayStay;
    const found = await levels.overdue(before, asked);
    const untried = found.filter((id) => !tried.has(id));
    const next = untried.slice(0, PAGE);
    mayStay = found.length - untried.length + next.length;
    for (const id of next) tried.add(id);
    const given = (
      await Promise.all(next.map((id) => limit(expire, id)))
    ).filter(Boolean).length;
    swept += given;
    // Each round tries new products, and a round without success is the last.
    lookAgain =
      given > 0 &&
      (found.length === asked || untried.length > next.length) &&
      !stopped?.aborted;
  }
  if (swept > 0)
    log.info({ products: swept }, 'swept reservations that had run out');
}
