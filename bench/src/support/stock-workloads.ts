import { underLoad, latencies, quantile, rate } from './load';
import type { Goal, Workload } from './rounds';
import { reserveOne } from './stock-actors';
import {
  CALLERS,
  CALLS,
  LONE_CALLS,
  openProduct,
  reserve,
  SPREAD_OVER,
  uniqueName,
  type Setup,
} from './stock-setup';

const BATCHED_CALLERS = 256;

/** Ways of taking stock, measured round after round. */
export function workloads({
  edge,
  redis,
  actors,
  products,
}: Setup): Workload[] {
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
    const product = uniqueName('lua');
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
      name: 'batched, calls/s',
      run: () =>
        turns(10_000, (product, command) =>
          actors.batched.apply(product, command),
        ),
    },
    { name: 'unbatched, calls/s', run: () => turns(600, actors.alone) },
    { name: 'one', run: async () => 1 },
  ];
}

export const goals: Goal[] = [
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
    measure: `batched ÷ unbatched, ${BATCHED_CALLERS} callers`,
    side: 'batched, calls/s',
    base: 'unbatched, calls/s',
    atLeast: 8,
  },
];
