import { until } from '@souk/platform/testing/until';
import { formatViolations } from '../lib/checker/check';
import { controlledReplicas } from '../lib/shoppers/replicas';
import { playRound } from '../lib/shoppers/round';
import type { History } from '../lib/shoppers/history';
import { allReady } from '../lib/souk/parts';
import { seed } from '../lib/souk/random';

const replicas = controlledReplicas();
/**
 * The longest time to an answer, over all tries of a call. Usually 0.5 to 1.7
 * s: a call to an actor whose host is shutting down is answered once that has
 * gone. Where even idle calls take long, the machine is busy, and the limit
 * grows with them.
 */
const STALL = { ms: 3_000, timesAtRest: 20 };

beforeAll(() => allReady(), 70_000);
afterAll(async () => {
  await replicas.scale('inventory', 1);
  await allReady();
}, 90_000);

/** The longest call while nothing happens. */
async function atRest(history: History): Promise<number> {
  const enough = history.answered + 80;
  history.longestMs = 0;
  await until('shoppers get answers', () => history.answered > enough, 30_000);
  return history.longestMs;
}

test(`with SOUK_SEED=${seed}: scaling and restarting replicas loses nothing`, async () => {
  let restMs = 0;
  const { history, violations, accepted } = await playRound({
    name: `rolling-${seed}`,
    seed,
    shoppers: 8,
    async meanwhile({ shop }) {
      restMs = await atRest(shop.history);
      shop.history.longestMs = 0;
      await replicas.scale('inventory', 3);
      for (const n of [0, 1, 2]) await replicas.restart('inventory', n);
      await replicas.scale('inventory', 1);
    },
  });

  console.log(
    `SOUK_SEED=${seed}: the longest call took ${Math.round(history.longestMs)} ms, at rest ${Math.round(restMs)} ms`,
  );
  expect(formatViolations(violations)).toEqual([]);
  expect({ givenUp: history.givenUp, surprises: history.surprises }).toEqual({
    givenUp: 0,
    surprises: [],
  });
  expect(history.longestMs).toBeLessThan(
    Math.max(STALL.ms, STALL.timesAtRest * restMs),
  );
  expect(accepted).toBeGreaterThan(100);
}, 150_000);
