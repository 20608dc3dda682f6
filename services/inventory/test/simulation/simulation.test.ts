import { simulate } from './run';

const [only] = (process.env['SIM_SEED'] ?? '')
  .split(',')
  .filter(Boolean)
  .map(Number);
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 2_000);

/** The first few seeds that went wrong; with its story when it is one alone. */
async function failures(seeds: number[], most = 3): Promise<string[]> {
  const found: string[] = [];
  for (const seed of seeds) {
    const { problems, story } = await simulate(seed, only !== undefined);
    if (problems.length === 0) continue;
    const replay = `SIM_SEED=${seed} npx jest --selectProjects services -- simulation`;
    found.push(
      [`seed ${seed}; its story: ${replay}`, ...problems, ...story].join(
        '\n  ',
      ),
    );
    if (found.length === most) break;
  }
  return found;
}

it('keeps every promise in every run', async () => {
  const seeds =
    only === undefined
      ? Array.from({ length: SEEDS }, (_, n) => n + 1)
      : [only];
  expect((await failures(seeds)).join('\n')).toBe('');
}, 600_000);

it('goes the same way every time', async () => {
  const [first, second] = [await simulate(3, true), await simulate(3, true)];
  expect(first.story.length).toBeGreaterThan(10);
  expect(second).toEqual(first);
});
