import { performance } from 'node:perf_hooks';
import { formatViolations } from '../checker/check';
import { abuse } from './abuse';
import type { Replicas } from './replicas';
import { rotateKey } from './rotation';
import { playRound } from './round';
import { injectFaults } from './inject-faults';

export interface SoakOptions {
  replicas: Replicas;
  minutes: number;
  seed: number;
  shoppers: number;
  log: (line: string) => void;
  /** No round starts once this returns true. */
  stopped: () => boolean;
}

const ROUND_SECONDS = 60;

/**
 * Runs rounds on new products, each checked by itself. Returns whether all were
 * right.
 */
export async function soak({
  replicas,
  minutes,
  seed,
  shoppers,
  log,
  stopped,
}: SoakOptions): Promise<boolean> {
  const began = performance.now();
  const left = () => minutes * 60 - (performance.now() - began) / 1_000;
  const totals = { rounds: 0, faults: 0, calls: 0, unknown: 0, violations: 0 };
  while (left() > 0 && !stopped()) {
    totals.rounds += 1;
    const seconds = Math.max(10, Math.min(ROUND_SECONDS, left()));
    log(
      `Round ${totals.rounds}, seed ${seed + totals.rounds - 1}, ${Math.round(Math.max(0, left()) / 60)} min left`,
    );
    const { faults, wrong, calls, unknown } = await round({
      replicas,
      seconds,
      seed: seed + totals.rounds - 1,
      shoppers,
      log,
    });
    totals.faults += faults;
    totals.calls += calls;
    totals.unknown += unknown;
    totals.violations += wrong.length;
    for (const line of wrong) log(`  VIOLATION ${line}`);
  }
  const { rounds, faults, calls, unknown, violations } = totals;
  log(
    `${rounds} rounds, ${faults} faults, ${calls} calls, ${unknown} of them without an answer`,
  );
  log(
    violations === 0
      ? 'Verdict: nothing oversold, nothing lost, nothing done twice'
      : `Verdict: ${violations} VIOLATIONS`,
  );
  return violations === 0;
}

interface SoakRound extends Pick<
  SoakOptions,
  'replicas' | 'seed' | 'shoppers' | 'log'
> {
  seconds: number;
}

async function round({ replicas, seconds, seed, shoppers, log }: SoakRound) {
  let faults = 0;
  const { violations, history, accepted, refused, unknown } = await playRound({
    name: `soak-${Date.now().toString(36)}-${seed}`,
    seed,
    shoppers,
    async meanwhile(one) {
      const injected = await injectFaults(one, {
        replicas,
        seconds,
        more: [...abuse(), rotateKey(replicas)],
        log: (line) => log(`  ${line}`),
      });
      faults = [...injected.counts.values()].reduce(
        (sum, times) => sum + times,
        0,
      );
      for (const what of injected.missing)
        log(`  not on this machine: ${what}`);
    },
  });
  log(
    `  ${faults} faults, ${accepted} accepted, ${refused} refused, ${unknown} unknown, ${violations.length} violations`,
  );
  return {
    faults,
    wrong: [...formatViolations(violations), ...history.surprises],
    calls: history.tries.length,
    unknown,
  };
}
