import { AppError } from '@souk/platform/http/errors';
import { memoryInvoke, type Call } from '@souk/platform/testing/memory-invoke';
import { silentLog } from '@souk/platform/testing/shell';
import { asker } from '@souk/platform/dapr/ask';
import { signingKey } from '@souk/platform/auth/keys';
import { newKeyPem } from '@souk/platform/testing/identity';
import { keepTrying, rebuild } from '../../src/catalogue/rebuild';
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
  return { ask: asker('marketplace', invoke, async () => key), calls };
}

const key = signingKey(newKeyPem());

const all = {
  filter: { sort: 'newest' },
  after: undefined,
  limit: 1000,
} as const;

it('copies the owners’ pages into an empty view', async () => {
  const { store } = emptyCatalogue();
  const { ask } = owners();
  const deps = { ask, catalogue: store, log: silentLog, now: () => NOW };
  expect(await rebuild(deps)).toEqual({ products: 250, vendors: 2 });
  const { items } = await store.page(all);
  expect(items).toHaveLength(250);
  expect(items.filter(({ stock }) => stock.available === 3)).toHaveLength(225);
  expect(new Set(items.map(({ vendor }) => vendor.name))).toEqual(
    new Set(['Ann & Co', 'Bob']),
  );
});

it('keeps what a newer event has written meanwhile', async () => {
  const { store } = emptyCatalogue();
  const { ask } = owners((call) => {
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
  });
  await rebuild({ ask, catalogue: store, log: silentLog, now: () => NOW });
  const rows = new Map(
    (await store.page(all)).items.map((item) => [item.id, item]),
  );
  expect(rows.get('p0200')!.name).toBe('Newer');
  expect(rows.get('p0201')!.stock.available).toBe(77);
  expect(rows.has('p0202')).toBe(false);
});

it('is not marked built before it is complete, and retries until then', async () => {
  const { store } = emptyCatalogue();
  const builtDuring: boolean[] = [];
  const { ask, calls } = owners((call) => {
    builtDuring.push(store.built());
    if (call === 1 || call === 5) throw lost();
  });
  await keepTrying(
    { ask, catalogue: store, log: silentLog, now: () => NOW },
    new AbortController().signal,
  );
  expect(builtDuring.every((built) => !built)).toBe(true);
  expect([store.built(), (await store.page(all)).items.length]).toEqual([
    true,
    250,
  ]);
  expect(calls.length).toBeGreaterThan(7);
});

it('stops on request without marking the view built', async () => {
  const { store } = emptyCatalogue();
  const stopping = new AbortController();
  const { ask } = owners((call) => {
    if (call === 2) stopping.abort();
  });
  await keepTrying(
    { ask, catalogue: store, log: silentLog, now: () => NOW },
    stopping.signal,
  );
  expect(store.built()).toBe(false);
});
