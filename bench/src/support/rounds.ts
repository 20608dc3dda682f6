/** One workload; `run` returns its result, in any one unit. */
export interface Workload {
  name: string;
  run: (round: number) => Promise<number>;
}

export interface Goal {
  measure: string;
  side: string;
  base: string;
  /** Lower or upper limit of the ratio side ÷ base. */
  atLeast?: number;
  atMost?: number;
}

const median = (values: number[], quantile = 0.5): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * quantile)] ?? NaN;
};

/**
 * Runs all workloads round after round, in rotating order and with `between`
 * before each, so that other load on the machine affects all of them. Prints
 * the median of each goal's ratios. With `--check`, a goal missed by more than
 * the spread fails the process.
 */
export async function rounds(
  workloads: Workload[],
  goals: Goal[],
  count: number,
  between: () => Promise<void>,
): Promise<void> {
  const results = new Map<string, number[]>(
    workloads.map(({ name }) => [name, []]),
  );
  for (let round = -1; round < count; round++) {
    const rotated = workloads.map(
      (_, n) => workloads[(n + round + workloads.length) % workloads.length],
    );
    for (const workload of rotated) {
      await between();
      const result = await workload?.run(round);
      if (workload && result !== undefined && round >= 0)
        results.get(workload.name)?.push(result); // the first round is a warm-up
    }
  }
  console.table(
    [...results].map(([name, values]) => ({
      workload: name,
      median: Number(median(values).toPrecision(4)),
    })),
  );
  const rows = goals.map(({ measure, side, base, atLeast, atMost }) => {
    const bases = results.get(base) ?? [];
    const ratios = (results.get(side) ?? []).map(
      (value, n) => value / (bases[n] ?? NaN),
    );
    const ratio = median(ratios);
    const spread = (median(ratios, 0.75) - median(ratios, 0.25)) / 2;
    const missed =
      (atLeast !== undefined && ratio + spread < atLeast) ||
      (atMost !== undefined && ratio - spread > atMost);
    const goal = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
    return {
      measure,
      ratio: ratio.toFixed(2),
      spread: `± ${spread.toFixed(2)}`,
      goal,
      verdict: missed ? 'missed' : 'met',
    };
  });
  console.table(rows);
  if (
    process.argv.includes('--check') &&
    rows.some(({ verdict }) => verdict === 'missed')
  )
    process.exitCode = 1;
}
