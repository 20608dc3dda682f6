import { BUDGET_MS, withBudget } from '@souk/platform/http/deadline';
import type { Logger } from '@souk/platform/telemetry/logger';
import { type ErasureStores, removeEverything } from './erasure';

export interface SweepDeps extends ErasureStores {
  log: Pick<Logger, 'warn'>;
  now: () => Date;
}

/**
 * Longer than any request: what one of them, begun before the erasure, has
 * written meanwhile is removed after it.
 */
const SETTLED_MS = 120_000;
/** For so long it can be shown that somebody was erased, and when. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Completes erasures. Idempotent, so two replicas may run it at once. */
export async function sweepErasures(deps: SweepDeps): Promise<void> {
  const { erasures, now } = deps;
  for (const { customerId, erasedAt } of await erasures.open()) {
    const at = now().getTime();
    await removeEverything(deps, customerId);
    if (at - erasedAt.getTime() > SETTLED_MS)
      await erasures.finish(customerId, new Date(at + KEPT_MS));
  }
}

/** Sweeps until it is stopped, one sweep at a time. */
export function erasureSweep(
  deps: SweepDeps,
  everyMs = 15_000,
): { stop: () => Promise<void> } {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= withBudget(BUDGET_MS, () => sweepErasures(deps))
      .catch((err: unknown) => deps.log.warn({ err }, 'the erasure waits'))
      .finally(() => (running = undefined));
  }, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
