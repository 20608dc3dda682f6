import { simulate } from './run';

const [only] = (process.env['SIM_SEED'] ?? '')
  .split(',')
  .filter(Boolean)
  .map(Number);
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 1_000);

/** The first few failing seeds; with its log when it is a single seed. */
async function failures(seeds: number[], most = 3): Promise<string[]> {
  const found: string[] = [];
  for (const seed of seeds) {
    const { problems, log: story } = await simulate(seed, only !== undefined);
    if (problems.length === 0) continue;
    const replay = `SIM_SEED=${seed} npx jest --selectProjects services -- simulation`;
    found.push(
      [`seed ${seed}; for its log: ${replay}`, ...problems, ...story].join(
        '\n  ',
      ),
    );
    if (found.length === most) break;
  }
  return found;
}

it('keeps every guarantee in every run', async () => {
  const seeds =
    only === undefined
      ? Array.from({ length: SEEDS }, (_, n) => n + 1)
      : [only];
  expect((await failures(seeds)).join('\n')).toBe('');
}, 600_000);

it('gives the same run for the same seed', async () => {
  const [first, second] = [await simulate(3, true), await simulate(3, true)];
  expect(first.log.length).toBeGreaterThan(10);
  expect(second).toEqual(first);
});
