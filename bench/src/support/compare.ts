import { performance } from 'node:perf_hooks';

/** One side of a comparison; `run` does one operation. */
interface Side {
  name: string;
  run: () => unknown;
}

export interface Comparison {
  measure: string;
  side: Side;
  /** The divisor, measured in the same rounds. */
  base: Side;
  /** The upper limit of the ratio of the medians (side ÷ base). */
  goal: number;
}

export interface Result {
  measure: string;
  ratio: number;
  /** Half the distance between the quartiles of the rounds' ratios. */
  spread: number;
  goal: number;
  missed: boolean;
}

const ROUNDS = 21;

/**
 * Measures both sides alternately, round after round, so that other load on the
 * machine affects both. A round is the median of `perRound` operations; the
 * result is the median of the rounds' ratios.
 */
export async function compare(
  { measure, side, base, goal }: Comparison,
  perRound: number,
): Promise<Result> {
  await medianOf(side, perRound); // warm
  await medianOf(base, perRound);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [first, second] = round % 2 === 0 ? [side, base] : [base, side];
    const a = await medianOf(first, perRound);
    const b = await medianOf(second, perRound);
    ratios.push(first === side ? a / b : b / a);
  }
  ratios.sort((a, b) => a - b);
  const ratio = at(ratios, 0.5);
  const spread = (at(ratios, 0.75) - at(ratios, 0.25)) / 2;
  return { measure, ratio, spread, goal, missed: ratio - spread > goal };
}

async function medianOf({ run }: Side, times: number): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    await run();
    taken.push(performance.now() - started);
  }
  return at(
    taken.sort((a, b) => a - b),
    0.5,
  );
}

const at = (sorted: number[], quantile: number): number =>
  sorted[Math.floor((sorted.length - 1) * quantile)] ?? NaN;

/** Prints the table; with `--check` a missed goal makes the process fail. */
export function report(results: Result[]): void {
  const rows = results.map(({ measure, ratio, spread, goal, missed }) => ({
    measure,
    ratio: ratio.toFixed(2),
    spread: `± ${spread.toFixed(2)}`,
    goal: `≤ ${goal}`,
    verdict: missed ? 'missed' : 'met',
  }));
  console.table(rows);
  if (process.argv.includes('--check') && results.some(({ missed }) => missed))
    process.exitCode = 1;
}
