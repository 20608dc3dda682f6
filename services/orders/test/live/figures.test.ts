import type { Ask } from '@souk/platform/dapr/ask';
import { minter } from '@souk/platform/auth/mint';
import { signingKeys } from '@souk/platform/auth/keys';
import { asker } from '@souk/platform/dapr/ask';
import { newKeyPem } from '@souk/platform/testing/identity';
import { memoryInvoke } from '@souk/platform/testing/memory-invoke';
import { liveFigures } from '../../src/live/figures';
import { offer } from '../support/shop';

const keys = signingKeys(newKeyPem());

/** Products and inventory that answer when they are let. */
function setup() {
  const gates: (() => void)[] = [];
  const { invoke, calls } = memoryInvoke(async (route, { body }) => {
    await new Promise<void>((resolve) => gates.push(resolve));
    const { ids } = body as { ids: string[] };
    return {
      items: ids.map((id) =>
        route.includes('products')
          ? offer(id)
          : {
              productId: id,
              version: 1,
              available: 3,
              asOf: new Date(0).toISOString(),
            },
      ),
    };
  });
  const ask: Ask = asker(
    minter('orders', async () => keys),
    invoke,
  );
  const asked = () =>
    calls.map(({ body }) => (body as { ids: string[] }).ids.length);
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
  expect(asked()).toEqual([200, 200, 50]);
});

it('asks nobody for nothing', async () => {
  const { live, asked } = setup();
  expect([await live.offers([]), await live.available([])]).toEqual([
    new Map(),
    new Map(),
  ]);
  expect(asked()).toEqual([]);
});
