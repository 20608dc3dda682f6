import { cpuOf } from './support/cpu';
import { latencies, quantile, rate } from './support/load';
import {
  removeProducts,
  residentBytes,
  storeProducts,
} from './support/residents';
import { rounds } from './support/rounds';
import { reserveOne } from './support/stock-actors';
import {
  CALLERS,
  CALLS,
  LONE_CALLS,
  openProduct,
  reserve,
  setUp,
  uniqueName,
  type Setup,
} from './support/stock-setup';
import { goals, workloads } from './support/stock-workloads';

const RESIDENTS = 100_000;
const ROUNDS = 5;

/**
 * CPU time of one reservation of a hot product, by process, compared with the
 * script.
 */
async function cost({
  edge,
  endpoints: { parts },
  redis,
}: Setup): Promise<void> {
  const calls = CALLS * 4;
  const [product, sold] = [await openProduct(edge, 'cost'), uniqueName('lua')];
  await redis.command('SET', `bench:${sold}`, '1000000');
  const costs = {
    'hot product': await cpuOf(parts, calls, async () => {
      await rate(calls, CALLERS, (n) =>
        reserve(edge, product, `${product}-${n}`),
      );
      await edge.waitUntilPublished(); // publishing is part of the cost
    }),
    script: await cpuOf(parts, calls, () =>
      rate(calls, CALLERS, (n, caller) => redis.sell(caller, sold, String(n))),
    ),
  };
  const rows = Object.entries(costs).map(([workload, spent]) => {
    const all = spent.reduce((sum, [, one]) => sum + one, 0);
    const shares = spent
      .filter(([, one]) => one >= all / 50)
      .map(([part, one]) => `${part} ${Math.round(one)}`);
    return {
      workload,
      'µs a call': Math.round(all),
      'of which': shares.join(', '),
    };
  });
  console.table(rows);
}

/**
 * Measures one product's turn with few and with many actors in memory, then
 * removes the residents.
 */
async function withResidents({
  edge,
  endpoints,
  redis,
  actors,
}: Setup): Promise<void> {
  const pid = endpoints.parts['inventory']?.pid ?? 0;
  const turn = async () => {
    const product = await openProduct(edge, 'turn');
    const taken = await latencies(LONE_CALLS, (n) =>
      actors.alone(product, reserveOne(`${product}-${n}`)),
    );
    return quantile(taken, 0.5);
  };
  const ids = Array.from({ length: RESIDENTS }, () => uniqueName('resident'));
  await storeProducts(redis, ids);
  await turn();
  const few = await turn();
  const before = residentBytes(pid);
  await rate(RESIDENTS, CALLERS, (n) => actors.batched.level(ids[n] ?? ''));
  const bytes = (residentBytes(pid) - before) / RESIDENTS;
  const many = await turn();
  await removeProducts(redis, ids);
  const ratio = many / few;
  console.table([
    {
      measure: `turn p50, ${RESIDENTS} actors ÷ few`,
      ratio: ratio.toFixed(2),
      goal: '≤ 1.3',
    },
  ]);
  console.log(`${Math.round(bytes)} bytes of memory for each resident actor`);
  if (process.argv.includes('--check') && ratio > 1.3) process.exitCode = 1;
}

/**
 * Measures the cost of durable stock against a bare script, and the effect of a
 * hot product on itself and on others.
 */
async function main() {
  const all = await setUp();
  await rounds(workloads(all), goals, ROUNDS, () =>
    all.edge.waitUntilPublished(),
  );
  await cost(all);
  await withResidents(all);
  all.redis.close();
  await all.actors.close();
  await all.edge.close();
}

void main();
