import { AppError } from '@souk/platform/http/errors';
import { memoryInvoke, type Call } from '@souk/platform/testing/memory-invoke';
import { silentLog } from '@souk/platform/testing/shell';
import { until } from '@souk/platform/testing/until';
import { asker } from '@souk/platform/dapr/ask';
import { signingKeys } from '@souk/platform/auth/keys';
import { minter } from '@souk/platform/auth/mint';
import { newKeyPem } from '@souk/platform/testing/identity';
import { rebuilder } from '../../src/catalogue/rebuild';
import { product } from '../support/fixtures';
import { emptyCatalogue, NOW } from '../support/market';

const AT = '2026-01-05T00:00:00.000Z';
const lost = () =>
  new AppError('unavailable', 'dependency-unavailable', 'away');

/**
 * Owners of 250 products by two vendors; `fail` may throw before any answer.
 */
function owners(fail: (call: number) => void = () => undefined) {
  const all = Array.from({ length: 250 }, (_, n) =>
    product({
      id: `p${String(n).padStart(4, '0')}`,
      vendorId: n % 2 ? 'ann' : 'bob',
    }),
  );
  const page = <T extends { id: string }>(items: T[], path: string) => {
    const query = new URLSearchParams(path.split('?')[1]);
    const found = items
      .filter(({ id }) => id > (query.get('after') ?? ''))
      .slice(0, Number(query.get('limit')));
    return {
      items: found,
      next:
        found.length === Number(query.get('limit')) ? found.at(-1)!.id : null,
    };
  };
  const answer = ({ app, path, body }: Call) => {
    if (app === 'vendors')
      return page(
        [
          { id: 'ann', name: 'Ann & Co' },
          { id: 'bob', name: 'Bob' },
        ],
        path,
      );
    if (app === 'products') return page(all, path);
    // Stock of every tenth product has not been opened yet.
    const { ids } = body as { ids: string[] };
    return {
      items: ids
        .filter((id) => !id.endsWith('0'))
        .map((productId) => ({
          productId,
          version: 2,
          available: 3,
          asOf: AT,
        })),
    };
  };
  const { invoke, calls } = memoryInvoke((_route, call) => {
    fail(calls.length);
    return answer(call);
  });
  return { ask: asker(mint, invoke), calls };
}

const keys = signingKeys(newKeyPem());
const mint = minter('marketplace', async () => keys);

const all = {
  filter: { sort: 'newest' },
  after: undefined,
  limit: 1000,
} as const;

/** Runs a rebuilder over these owners until `done`. */
function rebuilding(
  fail?: (call: number) => void,
  store = emptyCatalogue().store,
) {
  const { ask, calls } = owners(fail);
  const stopping = new AbortController();
  const rebuild = rebuilder({
    ask,
    catalogue: store,
    log: silentLog,
    now: () => NOW,
  });
  const running = rebuild.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return { store, calls, again: () => rebuild.again(), stop };
}

it('copies the owners’ pages into an empty view', async () => {
  const { store, stop } = rebuilding();
  await until('the view is built', () => store.built());
  await stop();
  const { items } = await store.page(all);
  expect(items).toHaveLength(250);
  expect(items.filter(({ stock }) => stock.available === 3)).toHaveLength(225);
  expect(new Set(items.map(({ vendor }) => vendor.name))).toEqual(
    new Set(['Ann & Co', 'Bob']),
  );
  expect(store.rebuildPosition()).toBeUndefined();
});

it('keeps what a newer event has written meanwhile', async () => {
  const { store } = emptyCatalogue();
  const { stop } = rebuilding((call) => {
    if (call !== 3) return;
    void store.putProduct(product({ id: 'p0200', version: 9, name: 'Newer' }));
    void store.putStock({
      productId: 'p0201',
      version: 9,
      available: 77,
      asOf: AT,
    });
    void store.archiveProduct({
      id: 'p0202',
      vendorId: 'bob',
      version: 9,
      archivedAt: AT,
    });
  }, store);
  await until('the view is built', () => store.built());
  await stop();
  const { items } = await store.page(all);
  const rows = new Map(items.map((item) => [item.id, item]));
  expect(rows.get('p0200')!.name).toBe('Newer');
  expect(rows.get('p0201')!.stock.available).toBe(77);
  expect(rows.has('p0202')).toBe(false);
});

it('repeats only the call that failed, and is not built before the end', async () => {
  const { store } = emptyCatalogue();
  const builtDuring: boolean[] = [];
  const { calls, stop } = rebuilding((call) => {
    builtDuring.push(store.built());
    if (call === 2 || call === 5) throw lost();
  }, store);
  await until('the view is built', () => store.built());
  await stop();
  expect(builtDuring.every((built) => !built)).toBe(true);
  expect((await store.page(all)).items).toHaveLength(250);
  // One page of vendors, three of products, each with its stock.
  const asked = calls.filter(({ app }) => app === 'vendors').length;
  expect([asked, calls.length]).toEqual([1, 7 + 2]);
});

it('goes on after a stop where it was, and then checks the whole', async () => {
  const { store } = emptyCatalogue();
  const stopped = rebuilding((call) => {
    if (call >= 4) throw lost();
  }, store);
  await until(
    'the first page is copied',
    () => store.rebuildPosition()?.after === 'p0099',
  );
  await stopped.stop();
  expect(store.built()).toBe(false);

  const { calls, stop } = rebuilding(undefined, store);
  await until('the view is built', () => store.built());
  await until('the whole pass has begun', () =>
    calls.some(({ app }) => app === 'vendors'),
  );
  await stop();
  expect(calls[0]!.path).toContain('after=p0099');
  expect((await store.page(all)).items).toHaveLength(250);
});

it('makes another pass when asked, from the beginning', async () => {
  const { store, calls, again, stop } = rebuilding();
  await until('the view is built', () => store.built());
  const once = calls.length;
  again();
  await until(
    'the second pass is complete',
    () => calls.length >= 2 * once && !store.rebuildPosition(),
  );
  await stop();
  expect(calls).toHaveLength(2 * once);
});

it('stops in the middle of an outage', async () => {
  const { store, stop } = rebuilding(() => {
    throw lost();
  });
  await stop();
  expect(store.built()).toBe(false);
});
