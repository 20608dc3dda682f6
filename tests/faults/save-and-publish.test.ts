import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { until } from '@souk/platform/testing/until';
import { newProduct, newVendor, opened } from '../lib/souk/accounts';
import { audit, inDatabase, ledgers } from '../lib/souk/ledger';
import { allReady, waitForRestart, signal } from '../lib/souk/parts';
import { api, body } from '../lib/souk/souk';

beforeEach(() => allReady(), 70_000);

/**
 * How many of these products still have an unpublished event in their document.
 */
const unpublished = (ids: string[]) =>
  inDatabase('products', async (db) => {
    const found = await db
      .collection<{ _id: string; pending?: number }>('products')
      .find({ _id: { $in: ids } })
      .toArray();
    return found.filter(({ pending }) => pending !== undefined).length;
  });

test('killing products between save and publish loses no event', async () => {
  const vendor = await newVendor();
  signal('events-redis', 'SIGSTOP'); // while the broker accepts nothing, every event stays in its document
  const ids: string[] = [];
  let before;
  try {
    for (let n = 0; n < 12; n++)
      ids.push((await newProduct(vendor, { name: `Unannounced ${n}` })).id);
    expect(await unpublished(ids)).toBe(ids.length);
    before = signal('products', 'SIGKILL');
  } finally {
    signal('events-redis', 'SIGCONT');
  }
  await waitForRestart('products', before);
  await allReady();

  for (const id of ids) await until(`${id} is open`, () => opened(id), 40_000);
  const books = await until('the ledger has all openings', async () => {
    const read = await ledgers(ids);
    return [...read.values()].every((entries) => entries.length > 0)
      ? read
      : undefined;
  });
  expect(
    [...books.values()].flatMap((entries) =>
      audit(entries, { version: 1, available: 0, warehouses: [] }),
    ),
  ).toEqual([]);
  await until('the list shows all of them', async () => {
    const { items } = body(
      await api('GET', `/api/products?vendorId=${vendor.id}&limit=100`),
      200,
      CataloguePage,
    );
    return items.length === ids.length;
  });
}, 120_000);
