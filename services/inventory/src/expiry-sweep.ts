import type { Logger } from '@souk/platform/telemetry/logger';
import type { StockActors } from './stock-actors';
import type { StockLedger } from './stock-ledger-store';

export interface ExpirySweepDeps {
  ledger: Pick<StockLedger, 'overdue'>;
  stock: Pick<StockActors, 'expire'>;
  log: Pick<Logger, 'warn' | 'info'>;
  now: () => Date;
}

/** A reminder that is only late gets its chance first. */
const GRACE_MS = 2_000;
const AT_ONCE = 100;

/** Gives back what the reminders missed. Idempotent, so every replica may do it. */
export async function sweepExpired({ ledger, stock, log, now }: ExpirySweepDeps): Promise<void> {
  const before = new Date(now().getTime() - GRACE_MS).toISOString();
  const overdue = await ledger.overdue(before, AT_ONCE);
  for (const productId of overdue) {
    await stock.expire(productId).catch((err: unknown) => log.warn({ err, productId }, 'not swept, the next sweep will'));
  }
  if (overdue.length > 0) log.info({ products: overdue.length }, 'swept reservations that had run out');
}

/** Sweeps until it is stopped, one sweep at a time. */
export function expirySweep(deps: ExpirySweepDeps, everyMs = 10_000): { stop: () => void } {
  let running = false;
  const sweep = async () => {
    if (running) return;
    running = true;
    await sweepExpired(deps).catch((err: unknown) => deps.log.warn({ err }, 'the sweep of expired reservations failed'));
    running = false;
  };
  const timer = setInterval(() => void sweep(), everyMs).unref();
  return { stop: () => clearInterval(timer) };
}
