import type { Ask } from '@souk/platform/dapr/ask';
import { minter } from '@souk/platform/auth/mint';
import { signingKeys } from '@souk/platform/auth/keys';
import { AppError } from '@souk/platform/http/errors';
import { asker } from '@souk/platform/dapr/ask';
import { newKeyPem } from '@souk/platform/testing/identity';
import { memoryInvoke } from '@souk/platform/testing/memory-invoke';
import { liveFigures } from '../../src/live/figures';
import { offer } from '../support/shop';

const keys = signingKeys(newKeyPem());

const level = (productId: string, available = 3) => ({
  productId,
  vendorId: 'v1',
  version: 1,
  available,
  onHand: available,
  reserved: 0,
  asOf: new Date(0).toISOString(),
  warehouses: [],
});

/**
 * Products and inventory that answer when they are let. A product called slow
 * or late is answered by itself only; one called new or late has no stock yet.
 */
function setup() {
  const gates: (() => void)[] = [];
  const idsOf = ({ body, path }: { body?: unknown; path: string }) =>
    (body as { ids: string[] } | undefined)?.ids ??
    new URL(path, 'http://x').searchParams.get('ids')?.split(',') ??
    [];
  const { invoke, calls } = memoryInvoke(async (route, call) => {
    await new Promise<void>((resolve) => gates.push(resolve));
    const ids = idsOf(call);
    if (route.includes('products'))
      return { items: ids.map((id) => offer(id)) };
    if (route.endsWith('/late'))
      throw new AppError('not-found', 'stock-not-open', 'Not yet');
    if (ids.length === 0) return level('slow', 7);
    return {
      items: ids
        .filter((id) => !/^(slow|late|new)/.test(id))
        .map((id) => level(id)),
      notOpen: ids.filter((id) => id === 'new'),
    };
  });
  const ask: Ask = asker(
    minter('orders', async () => keys),
    invoke,
  );
  const asked = () => calls.map((call) => idsOf(call).length);
  const letAll = async () => {
    for (let n = 0; n < 20; n += 1) {
      gates.splice(0).forEach((open) => open());
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { live: liveFigures(ask), asked, letAll };
}

it('asks once for all carts that wait meanwhile', async () => {
  const { live, asked, letAll } = setup();
  const reads = [['a'], ['a', 'b'], ['b', 'c'], ['c']].map((ids) =>
    live.offers(ids),
  );
  await letAll();
  const found = await Promise.all(reads);
  expect(asked()).toEqual([1, 3]);
  expect(found[2]?.get('b')).toEqual(offer('b'));
});

it('asks for no more at once than a call may', async () => {
  const { live, asked, letAll } = setup();
  const ids = Array.from({ length: 450 }, (_, n) => `p-${n}`);
  const reading = live.available(ids);
  await letAll();
  expect([...(await reading)]).toEqual(ids.map((id) => [id, 3]));
  expect(asked()).toEqual([100, 100, 100, 100, 50]);
});

it('asks by itself for a product that is slow, and not for one without stock', async () => {
  const { live, asked, letAll } = setup();
  const reading = live.available(['a', 'slow', 'new']);
  await letAll();
  expect([...(await reading)]).toEqual([
    ['a', 3],
    ['slow', 7],
  ]);
  expect(asked()).toEqual([3, 0]);
});

it('takes a slow product whose stock is not open for one without stock', async () => {
  const { live, letAll } = setup();
  const reading = live.available(['a', 'late']);
  await letAll();
  expect([...(await reading)]).toEqual([['a', 3]]);
});

it('asks for none by itself when many are slow', async () => {
  const { live, asked, letAll } = setup();
  const ids = Array.from({ length: 11 }, (_, n) => `slow-${n}`);
  const reading = live.available(ids);
  const refused = expect(reading).rejects.toMatchObject({
    slug: 'dependency-unavailable',
  });
  await letAll();
  await refused;
  expect(asked()).toEqual([11]);
});

it('asks nobody for nothing', async () => {
  const { live, asked } = setup();
  expect([await live.offers([]), await live.available([])]).toEqual([
    new Map(),
    new Map(),
  ]);
  expect(asked()).toEqual([]);
});
