import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CataloguePage,
  ProductView,
} from '@souk/contracts/marketplace/catalogue';
import type { Product } from '@souk/contracts/products/views';
import { until } from '@souk/platform/testing/until';
import {
  newProduct,
  newVendor,
  opened,
  type VendorAccount,
} from '../lib/souk/accounts';
import {
  allReady,
  waitForRestart,
  part,
  signal,
  whilePaused,
} from '../lib/souk/parts';
import { api, body, problem, type Answer } from '../lib/souk/souk';

let ann: VendorAccount;
let product: Product;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
  product = await newProduct(ann, {
    initialStock: [{ warehouseId: ann.main, quantity: 6 }],
  });
  await opened(product.id);
  await listed((answer) => answer.text.includes('"available":6'));
}, 90_000);

const list = () => api('GET', `/api/products?vendorId=${ann.id}`);
const listed = (check: (answer: Answer) => boolean) =>
  until('the list is as expected', async () => check(await list()), 30_000);

test('a product is shown soon, without its stock, while inventory does not answer', async () => {
  await whilePaused(['inventory'], async () => {
    const asked = Date.now();
    // Sooner than the timeout of an internal call: the page does not wait for
    // it.
    const view = body(
      await api('GET', `/api/products/${product.id}`, { deadlineMs: 4_000 }),
      200,
      ProductView,
    );
    const tookMs = Date.now() - asked;

    expect(view).toMatchObject({
      id: product.id,
      stock: null,
      stockProblem: 'inventory-unavailable',
    });
    expect(tookMs).toBeGreaterThanOrEqual(700);
    expect(
      problem(
        await api('GET', `/api/products/${product.id}/availability`),
        503,
      ),
    ).toBe('dependency-unavailable');
  });

  expect((await opened(product.id)).available).toBe(6);
}, 90_000);

test('the list still works while every other service is paused', async () => {
  const before = (await list()).json;

  const during = await whilePaused(
    ['vendors', 'products', 'inventory', 'orders'],
    () => list(),
  );

  expect([during.status, during.json]).toEqual([200, before]);
}, 90_000);

test('the catalogue view is rebuilt from its owners when it is lost', async () => {
  const before = body(await list(), 200, CataloguePage);
  const { pid } = part('marketplace');
  const folder =
    /(?:^|\0)DATA_DIR=([^\0]+)/.exec(
      readFileSync(`/proc/${pid}/environ`, 'utf8'),
    )?.[1] ?? '';
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(0);

  for (const file of files) rmSync(join(folder, file), { recursive: true });
  await waitForRestart('marketplace', signal('marketplace', 'SIGKILL'));
  await allReady();

  const view = body(await list(), 200, CataloguePage);
  expect(
    view.items.map(({ id, vendor, stock }) => ({
      id,
      vendor,
      available: stock.available,
    })),
  ).toEqual(
    before.items.map(({ id, vendor, stock }) => ({
      id,
      vendor,
      available: stock.available,
    })),
  );
  expect(view.items.map(({ id }) => id)).toEqual([product.id]);
}, 120_000);
