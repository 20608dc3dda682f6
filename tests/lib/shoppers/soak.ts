import { performance } from 'node:perf_hooks';
import { inLines } from '../checker/check';
import type { Fleet } from './replicas';
import { playRound } from './round';
import { strike } from './inject-faults';

export interface SoakOptions {
  fleet: Fleet;
  minutes: number;
  seed: number;
  shoppers: number;
  say: (line: string) => void;
  /** No round begins after it says so. */
  stopped: () => boolean;
}

const ROUND_SECONDS = 60;

/**
 * Round after round on new products, each judged by itself. Whether every one
 * of them was right.
 */
export async function soak({
  fleet,
  minutes,
  seed,
  shoppers,
  say,
  stopped,
}: SoakOptions): Promise<boolean> {
  const began = performance.now();
  const left = () => minutes * 60 - (performance.now() - began) / 1_000;
  const totals = { rounds: 0, faults: 0, calls: 0, unknown: 0, violations: 0 };
  while (left() > 0 && !stopped()) {
    totals.rounds += 1;
    const seconds = Math.max(10, Math.min(ROUND_SECONDS, left()));
    say(
      `Round ${totals.rounds}, seed ${seed + totals.rounds - 1}, ${Math.round(Math.max(0, left()) / 60)} min left`,
    );
    const { faults, wrong, calls, unknown } = await round({
      fleet,
      seconds,
      seed: seed + totals.rounds - 1,
      shoppers,
      say,
    });
    totals.faults += faults;
    totals.calls += calls;
    totals.unknown += unknown;
    totals.violations += wrong.length;
    for (const line of wrong) say(`  VIOLATION ${line}`);
  }
  const { rounds, faults, calls, unknown, violations } = totals;
  say(
    `${rounds} rounds, ${faults} faults, ${calls} calls, ${unknown} of them without an answer`,
  );
  say(
    violations === 0
      ? 'Verdict: nothing oversold, nothing lost, nothing done twice'
      : `Verdict: ${violations} VIOLATIONS`,
  );
  return violations === 0;
}

interface SoakRound extends Pick<
  SoakOptions,
  'fleet' | 'seed' | 'shoppers' | 'say'
> {
  seconds: number;
}

async function round({ fleet, seconds, seed, shoppers, say }: SoakRound) {
  let faults = 0;
  const { violations, history, accepted, refused, unknown } = await playRound({
    name: `soak-${Date.now().toString(36)}-${seed}`,
    seed,
    shoppers,
    async meanwhile(one) {
      const struck = await strike(one, {
        fleet,
        seconds,
        say: (line) => say(`  ${line}`),
      });
      faults = [...struck.counts.values()].reduce(
        (sum, times) => sum + times,
        0,
      );
      for (const what of struck.missing) say(`  not on this machine: ${what}`);
    },
  });
  say(
    `  ${faults} faults, ${accepted} accepted, ${refused} refused, ${unknown} unknown, ${violations.length} violations`,
  );
  return {
    faults,
    wrong: [...inLines(violations), ...history.surprises],
    calls: history.tries.length,
    unknown,
  };
}
