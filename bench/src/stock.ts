import { performance } from 'node:perf_hooks';
import { StockLevel } from '@souk/contracts/inventory';
import { ReservationAnswer } from '@souk/contracts/reservations';
import { type InventoryEdge, inventoryEdge } from './support/inventory-edge';
import { redisShop } from './support/redis-lua';
import { rounds } from './support/rounds';

const CALLERS = 50;
const CALLS = 1_500;
const SPREAD_OVER = 300;
const LONE_CALLS = 60;
const ROUNDS = 5;

let made = 0;
const name = (what: string) => `bench-${what}-${Date.now()}-${(made += 1)}`;

async function opened(edge: InventoryEdge, what: string): Promise<string> {
  const productId = name(what);
  const initialStock = [{ warehouseId: 'main-bench', quantity: 1_000_000 }];
  await edge.post(`/stock/${productId}/open`, { vendorId: 'bench', initialStock }, StockLevel);
  return productId;
}

async function reserve(edge: InventoryEdge, productId: string, id: string): Promise<void> {
  const body = { reservationId: id, operationId: id, lines: [{ productId, quantity: 1 }], ttlSeconds: 3_600 };
  const { outcome } = await edge.post('/reservations', body, ReservationAnswer);
  if (outcome !== 'accepted') throw new Error(`${id} was refused`);
}

/** Calls a second, by so many callers that each have one under way. */
async function rate(call: (n: number, caller: number) => Promise<unknown>, calls = CALLS, callers = CALLERS): Promise<number> {
  let next = 0;
  const started = performance.now();
  const work = async (caller: number) => {
    for (let n = next++; n < calls; n = next++) await call(n, caller);
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
  return (calls * 1_000) / (performance.now() - started);
}

async function latencies(times: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    await call(n);
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b);
}
const quantile = (sorted: number[], at: number) => sorted[Math.floor((sorted.length - 1) * at)] ?? NaN;

/** What durable stock costs beside a bare script, and what one hot product does to itself and to the others. */
async function main() {
  const edge = await inventoryEdge(CALLERS);
  const { urls } = await edge.endpoints();
  const redis = await redisShop(urls.redis, CALLERS);
  const products: string[] = [];
  for (let n = 0; n < SPREAD_OVER; n++) products.push(await opened(edge, 'spread'));

  const hot = async () => {
    const product = await opened(edge, 'hot');
    return rate((n) => reserve(edge, product, `${product}-${n}`));
  };
  const lone = async (product: string, at: number) =>
    quantile(await latencies(LONE_CALLS, (n) => reserve(edge, product, `${product}-lone-${n}`)), at);
  const replay = { product: '', prefix: '' };
  const workloads = [
    { name: 'hot, calls/s', run: hot },
    {
      name: 'spread, calls/s',
      run: (round: number) =>
        rate((n) => reserve(edge, products[n % SPREAD_OVER] ?? '', `spread-${round}-${n}-${products[0] ?? ''}`.slice(0, 64))),
    },
    {
      name: 'redis script, calls/s',
      run: async () => {
        const product = name('lua');
        await redis.command('SET', `bench:${product}`, '1000000');
        return rate((n, caller) => redis.sell(caller, product, String(n)), CALLS * 4);
      },
    },
    {
      name: 'hot, everysec, calls/s',
      run: async () => {
        await redis.command('CONFIG', 'SET', 'appendfsync', 'everysec');
        return hot().finally(() => redis.command('CONFIG', 'SET', 'appendfsync', 'always'));
      },
    },
    { name: 'lone, idle, p99 ms', run: async () => lone(await opened(edge, 'lone'), 0.99) },
    {
      name: 'lone beside a hot one, p99 ms',
      run: async () => {
        const product = await opened(edge, 'lone');
        const [p99] = await Promise.all([lone(product, 0.99), hot()]);
        return p99;
      },
    },
    {
      name: 'first and again, p50 ms of again ÷ first',
      run: async () => {
        replay.product = await opened(edge, 'replay');
        const call = (n: number) => reserve(edge, replay.product, `${replay.product}-${n}`);
        const first = quantile(await latencies(LONE_CALLS, call), 0.5);
        return quantile(await latencies(LONE_CALLS, call), 0.5) / first;
      },
    },
    { name: 'one', run: async () => 1 },
  ];
  const goals = [
    { measure: 'hot product ÷ bare Redis script', side: 'hot, calls/s', base: 'redis script, calls/s', atLeast: 0.2 },
    { measure: `1 product ÷ ${SPREAD_OVER} products`, side: 'hot, calls/s', base: 'spread, calls/s', atLeast: 0.9 },
    { measure: 'durable ÷ everysec', side: 'hot, calls/s', base: 'hot, everysec, calls/s', atLeast: 0.9 },
    {
      measure: 'p99 of a lone call beside a hot one ÷ idle',
      side: 'lone beside a hot one, p99 ms',
      base: 'lone, idle, p99 ms',
      atMost: 2,
    },
    { measure: 'replay ÷ first', side: 'first and again, p50 ms of again ÷ first', base: 'one', atMost: 0.5 },
  ];
  await rounds(workloads, goals, ROUNDS);
  redis.close();
  await edge.close();
}

void main();
