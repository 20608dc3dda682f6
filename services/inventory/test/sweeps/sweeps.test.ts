import { setTimeout as pause } from 'node:timers/promises';
import { testShell } from '@souk/platform/testing/shell';
import { until } from '@souk/platform/testing/until';
import { memoryUnarmed } from '../support/memory-stores';
import { sweepExpired } from '../../src/sweeps/expired';
import { sweeps } from '../../src/sweeps/sweeps';

const { log } = testShell('inventory');
const now = () => new Date(0);

interface Overdue {
  products?: number;
  /**
   * Whether the level view knows of it as soon as a product has been given
   * back.
   */
  shown?: boolean;
  unreachable?: (id: string) => boolean;
  takesMs?: number;
}

/**
 * Products that have run out, all of which the sweep is told of as long as
 * their levels say so.
 */
function overdueProducts({
  products = 250,
  shown = true,
  unreachable = () => false,
  takesMs = 0,
}: Overdue = {}) {
  const overdue = new Set(Array.from({ length: products }, (_, n) => `p-${n}`));
  const tried: string[] = [];
  const seen = { lookups: 0, running: 0, most: 0 };
  const deps = {
    log,
    now,
    levels: {
      async overdue(_before: string, limit: number) {
        seen.lookups += 1;
        return [...overdue].slice(0, limit);
      },
      of: async () => [],
    },
    unarmed: memoryUnarmed(),
    stock: {
      async expire(id: string) {
        tried.push(id);
        seen.running += 1;
        seen.most = Math.max(seen.most, seen.running);
        await pause(takesMs);
        seen.running -= 1;
        if (unreachable(id)) throw new Error('no actor');
        if (shown) overdue.delete(id);
        return null;
      },
    },
  };
  return { deps, tried, seen };
}
const once = (ids: string[]) => new Set(ids).size === ids.length;

it.each([true, false])(
  'expires everything due, however much, each once (levels follow at once: %p)',
  async (shown) => {
    const { deps, tried } = overdueProducts({ shown });
    await sweepExpired(deps);
    expect(tried).toHaveLength(250);
    expect(once(tried)).toBe(true);
  },
);

it('sweeps a few products at a time', async () => {
  const { deps, seen } = overdueProducts({ products: 30 });
  await sweepExpired(deps);
  expect(seen.most).toBe(4);
});

it('continues after unreachable products, without trying them twice', async () => {
  const { deps, tried } = overdueProducts({
    unreachable: (id) => id.endsWith('7'),
  });
  await sweepExpired(deps);
  expect(tried).toHaveLength(250);
  expect(once(tried)).toBe(true);
});

it('leaves the rest to the next sweep when a hundred products are unreachable', async () => {
  const { deps, tried, seen } = overdueProducts({ unreachable: () => true });
  await sweepExpired(deps);
  expect(tried).toHaveLength(100);
  expect(seen.lookups).toBe(1);
});

it('stops when a page is not full', async () => {
  const { deps, seen } = overdueProducts({ products: 99, shown: false });
  await sweepExpired(deps);
  expect(seen.lookups).toBe(1);
});

it('ends after the current products when it is stopped', async () => {
  const { deps, tried, seen } = overdueProducts({ takesMs: 5 });
  const lease = { take: async () => true };
  const sweeping = sweeps({ ...deps, lease }, 1);
  await until('some were tried', () => tried.length > 20);
  sweeping.stop();
  const then = tried.length;
  await until('none is under way', () => seen.running === 0);
  await pause(30);
  expect(tried).toHaveLength(then);
  expect(seen.lookups).toBe(1);
});

it('is left to the replica that has the lease', async () => {
  const { deps, tried, seen } = overdueProducts({ products: 3 });
  const lease = { asked: 0, ours: false };
  const take = async () => {
    lease.asked += 1;
    return lease.ours;
  };
  const sweeping = sweeps({ ...deps, lease: { take } }, 1);
  await until('it was asked twice', () => lease.asked > 1);
  expect(seen.lookups).toBe(0);
  lease.ours = true;
  await until('it has swept', () => tried.length === 3);
  sweeping.stop();
});
