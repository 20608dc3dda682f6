import { inLines } from '../lib/checker/check';
import { controlledFleet } from '../lib/shoppers/replicas';
import { playRound } from '../lib/shoppers/round';
import { strike, type Struck } from '../lib/shoppers/inject-faults';
import { allReady } from '../lib/souk/parts';
import { seed } from '../lib/souk/random';

const SECONDS = 55;
const fleet = controlledFleet();

beforeAll(async () => {
  await allReady();
  await fleet.scale('inventory', 2);
}, 90_000);
afterAll(async () => {
  await fleet.scale('inventory', 1);
  await allReady();
}, 90_000);

test(`with SOUK_SEED=${seed}: 64 shoppers and two replicas sell nothing twice while everything under them fails`, async () => {
  let struck: Struck | undefined;
  const verdict = await playRound({
    name: `faults-${seed}`,
    seed,
    shoppers: 64,
    async meanwhile(round) {
      struck = await strike(round, {
        fleet,
        seconds: SECONDS,
        say: () => undefined,
      });
    },
  });
  const faults = [...struck!.counts.values()].reduce(
    (sum, times) => sum + times,
    0,
  );
  const { accepted, refused, unknown } = verdict;
  console.log(
    `SOUK_SEED=${seed}: ${faults} faults, ${accepted} accepted, ${refused} refused, ${unknown} unknown`,
    ...struck!.missing.map((what) => `; not on this machine: ${what}`),
  );

  expect(inLines(verdict.violations)).toEqual([]);
  expect(verdict.history.surprises).toEqual([]);
  expect(faults).toBeGreaterThanOrEqual(8);
  expect(accepted).toBeGreaterThan(200);
}, 180_000);
