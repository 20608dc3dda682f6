import type { DigestQuery } from '@souk/contracts/digest';
import { rangeDigest } from '../../src/reconcile/digest';
import { listRange } from '../../src/reconcile/list-range';
import {
  memoryCursor,
  reconciler,
  type Pair,
} from '../../src/reconcile/reconciler';
import { testShell } from '../../src/testing/shell';

const ids = (count: number) =>
  Array.from({ length: count }, (_, n) => `id-${String(n).padStart(4, '0')}`);

/** An owner and a copy, and what comparing them has cost. */
function world(count: number, compare: 'ids' | 'states' = 'states') {
  const owned = new Map(ids(count).map((id) => [id, 1]));
  const copy = new Map(owned);
  const reads = { digests: 0, listed: 0, copied: 0 };
  const entries = (from: Map<string, number>) =>
    [...from]
      .map(([id, state]) => ({ id, state }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const pair: Pair<{ id: string; state: number }> = {
    name: 'owner-copy',
    compare,
    async digest({ after, limit }: DigestQuery) {
      reads.digests += 1;
      const range = entries(owned).filter(({ id }) => id > after);
      return rangeDigest(range.slice(0, limit), limit);
    },
    async copied({ after, upTo }) {
      const found = entries(copy).filter(
        ({ id }) => id > after && (upTo === null || id <= upTo),
      );
      reads.copied += found.length;
      return found;
    },
    async list(range) {
      const found = await listRange(range, async ({ after, limit }) => {
        const items = entries(owned)
          .filter(({ id }) => id > after)
          .slice(0, limit);
        reads.listed += items.length;
        return {
          items,
          next: items.length === limit ? items.at(-1)!.id : null,
        };
      });
      return found.map((item) => ({ ...item, item }));
    },
    async mend({ id, state }) {
      const kind = copy.has(id) ? 'changed' : 'added';
      copy.set(id, state);
      return kind;
    },
  };
  const { log, metrics } = testShell('reader');
  const { step } = reconciler({
    pair,
    cursor: memoryCursor(),
    log,
    metrics,
    rangeSize: 100,
  });
  const steps = async (n: number) => {
    for (let done = 0; done < n; done++) await step();
  };
  return { owned, copy, reads, steps, metrics, pair };
}

it('costs one digest a step, and lists nothing, while both agree', async () => {
  const { reads, steps } = world(1_000);
  await steps(11);
  expect(reads).toEqual({ digests: 11, listed: 0, copied: 1_000 });
});

it('adds what is missing and mends what is old, wherever it is, and counts it', async () => {
  const { owned, copy, steps, metrics } = world(1_000);
  for (const id of ['id-0000', 'id-0555', 'id-0999']) copy.delete(id);
  owned.set('id-0321', 2);
  await steps(20);
  expect(copy).toEqual(owned);
  const { values } = await metrics.registry
    .getSingleMetric('souk_reconciled_total')!
    .get();
  expect(values).toMatchObject([
    { value: 3, labels: { pair: 'owner-copy', kind: 'added' } },
    { value: 1, labels: { pair: 'owner-copy', kind: 'changed' } },
  ]);
});

it('lists only the range that differs', async () => {
  const { copy, reads, steps } = world(1_000);
  copy.delete('id-0555');
  await steps(12);
  expect(reads.listed).toBeLessThanOrEqual(2 * 200);
});

it('leaves alone what an event brings before the second look', async () => {
  const { owned, copy, steps, metrics } = world(50);
  owned.set('id-new', 1);
  await steps(1);
  copy.set('id-new', 1);
  await steps(5);
  const { values } = await metrics.registry
    .getSingleMetric('souk_reconciled_total')!
    .get();
  expect(values).toEqual([]);
});

it('goes on while an owner changes all the time', async () => {
  const { owned, copy, reads, steps } = world(300);
  copy.delete('id-0299');
  for (let n = 0; n < 12; n++) {
    owned.set(`id-9${n}`, 1);
    await steps(1);
  }
  expect(copy.has('id-0299')).toBe(true);
  expect(reads.digests).toBe(12);
  copy.delete('id-0001');
  await steps(12);
  expect(copy.has('id-0001')).toBe(true);
});

it('does not look at states when a copy has none', async () => {
  const { owned, reads, steps } = world(50, 'ids');
  owned.set('id-0001', 2);
  await steps(3);
  expect(reads.listed).toBe(0);
});
