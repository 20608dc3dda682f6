import { until } from '@souk/platform/testing/until';
import { inLines } from '../lib/checker/check';
import { controlledFleet } from '../lib/shoppers/replicas';
import { playRound } from '../lib/shoppers/round';
import type { History } from '../lib/shoppers/history';
import { allReady } from '../lib/souk/parts';
import { seed } from '../lib/souk/random';

const fleet = controlledFleet();
/**
 * No caller stands still for longer, all its tries taken together. Usual are
 * 0.5 to 1.7 s: a call to an actor whose host is leaving is answered when that
 * has gone. Where even calls at rest take long, the machine has no time for us,
 * and the bound grows with them.
 */
const STALL = { ms: 3_000, timesAtRest: 20 };

beforeAll(() => allReady(), 70_000);
afterAll(async () => {
  await fleet.scale('inventory', 1);
  await allReady();
}, 90_000);

/** The longest a call takes while nothing happens. */
async function atRest(history: History): Promise<number> {
  const enough = history.answered + 80;
  history.longestMs = 0;
  await until('shoppers get answers', () => history.answered > enough, 30_000);
  return history.longestMs;
}

test(`with SOUK_SEED=${seed}: replicas come, go and are restarted, and no caller loses anything`, async () => {
  let restMs = 0;
  const { history, violations, accepted } = await playRound({
    name: `rolling-${seed}`,
    seed,
    shoppers: 8,
    async meanwhile({ shop }) {
      restMs = await atRest(shop.history);
      shop.history.longestMs = 0;
      await fleet.scale('inventory', 3);
      for (const n of [0, 1, 2]) await fleet.restart('inventory', n);
      await fleet.scale('inventory', 1);
    },
  });

  console.log(
    `SOUK_SEED=${seed}: the longest call took ${Math.round(history.longestMs)} ms, at rest ${Math.round(restMs)} ms`,
  );
  expect(inLines(violations)).toEqual([]);
  expect({ givenUp: history.givenUp, surprises: history.surprises }).toEqual({
    givenUp: 0,
    surprises: [],
  });
  expect(history.longestMs).toBeLessThan(
    Math.max(STALL.ms, STALL.timesAtRest * restMs),
  );
  expect(accepted).toBeGreaterThan(100);
}, 150_000);
