import { formatViolations } from '../lib/checker/check';
import { controlledReplicas } from '../lib/shoppers/replicas';
import { playRound } from '../lib/shoppers/round';
import {
  injectFaults,
  type InjectedFaults,
} from '../lib/shoppers/inject-faults';
import { allReady } from '../lib/souk/parts';
import { seed } from '../lib/souk/random';

const SECONDS = 55;
const replicas = controlledReplicas();

beforeAll(async () => {
  await allReady();
  await replicas.scale('inventory', 2);
}, 90_000);
afterAll(async () => {
  await replicas.scale('inventory', 1);
  await allReady();
}, 90_000);

test(`with SOUK_SEED=${seed}: 64 shoppers and two replicas sell nothing twice while everything under them fails`, async () => {
  let struck: InjectedFaults | undefined;
  const verdict = await playRound({
    name: `faults-${seed}`,
    seed,
    shoppers: 64,
    async meanwhile(round) {
      struck = await injectFaults(round, {
        replicas,
        seconds: SECONDS,
        log: () => undefined,
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

  expect(formatViolations(verdict.violations)).toEqual([]);
  expect(verdict.history.surprises).toEqual([]);
  expect(faults).toBeGreaterThanOrEqual(8);
  expect(accepted).toBeGreaterThan(200);
}, 180_000);
