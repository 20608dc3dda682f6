import { StockLevel } from '@souk/contracts/inventory/views';
import { ReservationAnswer } from '@souk/contracts/inventory/reservations';
import { cpuOf } from './support/cpu';
import { type InventoryEdge, inventoryEdge } from './support/inventory-edge';
import { underLoad, latencies, quantile, rate } from './support/load';
import { redisShop } from './support/redis-lua';
import {
  removeProducts,
  residentBytes,
  storeProducts,
} from './support/residents';
import { rounds, type Goal, type Workload } from './support/rounds';
import { stockActorsOf, reserveOne } from './support/stock-actors';

const CALLERS = 50;
const CALLS = 2_500;
const SPREAD_OVER = 1_000;
/**
 * With this many calls the 99th percentile is the sixth slowest; with fewer it
 * would be noise.
 */
const LONE_CALLS = 500;
const BATCHED_CALLERS = 256;
const RESIDENTS = 100_000;
const ROUNDS = 5;

let names = 0;
const name = (what: string) => `bench-${what}-${Date.now()}-${(names += 1)}`;

async function openProduct(edge: InventoryEdge, what: string): Promise<string> {
  const productId = name(what);
  const initialStock = [{ warehouseId: 'main-bench', quantity: 1_000_000 }];
  await edge.post(
    `/stock/${productId}/open`,
    { vendorId: 'bench', initialStock },
    StockLevel,
  );
  return productId;
}

async function reserve(
  edge: InventoryEdge,
  productId: string,
  id: string,
): Promise<void> {
  const body = {
    reservationId: id,
    operationId: id,
    lines: [{ productId, quantity: 1 }],
    ttlSeconds: 3_600,
  };
  const { outcome } = await edge.post('/reservations', body, ReservationAnswer);
  if (outcome !== 'accepted') throw new Error(`${id} was refused`);
}

type Setup = Awaited<ReturnType<typeof setUp>>;
async function setUp() {
  // One more than callers, so that a lone call beside them does not wait for a
  // connection.
  const edge = await inventoryEdge(CALLERS + 1);
  const endpoints = await edge.endpoints();
  const redis = await redisShop(endpoints.urls.redis, CALLERS);
  const actors = await stockActorsOf(endpoints);
  const products: string[] = [];
  await rate(
    SPREAD_OVER,
    8,
    async () => void products.push(await openProduct(edge, 'spread')),
  );
  return { edge, endpoints, redis, actors, products };
}

function workloads({ edge, redis, actors, products }: Setup): Workload[] {
  const hot = async () => {
    const product = await openProduct(edge, 'hot');
    return rate(CALLS, CALLERS, (n) =>
      reserve(edge, product, `${product}-${n}`),
    );
  };
  const lone = async (product: string, at: number) =>
    quantile(
      await latencies(LONE_CALLS, (n) =>
        reserve(edge, product, `${product}-lone-${n}`),
      ),
      at,
    );
  const spread = (round: number) =>
    rate(CALLS, CALLERS, (n) =>
      reserve(
        edge,
        products[n % SPREAD_OVER] ?? '',
        `s-${round}-${n}-${products[0] ?? ''}`.slice(0, 64),
      ),
    );
  const script = async () => {
    const product = name('lua');
    await redis.command('SET', `bench:${product}`, '1000000');
    return rate(CALLS * 4, CALLERS, (n, caller) =>
      redis.sell(caller, product, String(n)),
    );
  };
  const everysec = async () => {
    await redis.command('CONFIG', 'SET', 'appendfsync', 'everysec');
    return hot().finally(() =>
      redis.command('CONFIG', 'SET', 'appendfsync', 'always'),
    );
  };
  const loneBesideHot = async () => {
    const [product, busy] = [
      await openProduct(edge, 'lone'),
      await openProduct(edge, 'hot'),
    ];
    return underLoad(
      CALLERS,
      (n) => reserve(edge, busy, `${busy}-${n}`),
      () => lone(product, 0.99),
    );
  };
  const replay = async () => {
    const product = await openProduct(edge, 'replay');
    const call = (n: number) => reserve(edge, product, `${product}-${n}`);
    const first = quantile(await latencies(LONE_CALLS, call), 0.5);
    return quantile(await latencies(LONE_CALLS, call), 0.5) / first;
  };
  const turns = async (calls: number, apply: typeof actors.alone) => {
    const product = await openProduct(edge, 'turns');
    return rate(calls, BATCHED_CALLERS, (n) =>
      apply(product, reserveOne(`${product}-${n}`)),
    );
  };
  return [
    { name: 'hot, calls/s', run: hot },
    { name: 'spread, calls/s', run: spread },
    { name: 'redis script, calls/s', run: script },
    { name: 'hot, everysec, calls/s', run: everysec },
    {
      name: 'lone, idle, p99 ms',
      run: async () => lone(await openProduct(edge, 'lone'), 0.99),
    },
    { name: 'lone beside a hot one, p99 ms', run: loneBesideHot },
    { name: 'again ÷ first, p50', run: replay },
    {
      name: 'folded, calls/s',
      run: () =>
        turns(10_000, (product, command) =>
          actors.batched.apply(product, command),
        ),
    },
    { name: 'unfolded, calls/s', run: () => turns(600, actors.alone) },
    { name: 'one', run: async () => 1 },
  ];
}

const goals: Goal[] = [
  {
    measure: 'hot product ÷ bare Redis script',
    side: 'hot, calls/s',
    base: 'redis script, calls/s',
    atLeast: 0.2,
  },
  {
    measure: `1 product ÷ ${SPREAD_OVER} products`,
    side: 'hot, calls/s',
    base: 'spread, calls/s',
    atLeast: 0.9,
  },
  {
    measure: 'durable ÷ everysec',
    side: 'hot, calls/s',
    base: 'hot, everysec, calls/s',
    atLeast: 0.9,
  },
  {
    measure: 'p99 of a lone call beside a hot one ÷ idle',
    side: 'lone beside a hot one, p99 ms',
    base: 'lone, idle, p99 ms',
    atMost: 2,
  },
  {
    measure: 'replay ÷ first',
    side: 'again ÷ first, p50',
    base: 'one',
    atMost: 0.5,
  },
  {
    measure: `folded ÷ unfolded, ${BATCHED_CALLERS} callers`,
    side: 'folded, calls/s',
    base: 'unfolded, calls/s',
    atLeast: 8,
  },
];

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
  const [product, sold] = [await openProduct(edge, 'cost'), name('lua')];
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
  const ids = Array.from({ length: RESIDENTS }, () => name('resident'));
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
