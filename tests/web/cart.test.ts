import { until } from '@souk/platform/testing/until';
import type { Page } from 'playwright-core';
import {
  newProduct,
  newVendor,
  opened,
  type VendorAccount,
} from '../lib/souk/accounts';
import { api } from '../lib/souk/souk';
import {
  closeBrowser,
  overflow,
  person,
  shoot,
  tab,
  takeFaults,
} from './support/pages';

interface Sold {
  id: string;
  name: string;
  vendor: VendorAccount;
}

const made: Sold[] = [];

beforeAll(async () => {
  for (const [maker, name, quantity] of [
    ['Kiln & Clay', 'Trug glaze mug', 9],
    ['Reed Row', 'Trug basket', 3],
    ['Loft Looms', 'Trug throw', 5],
  ] as const) {
    const vendor = await newVendor(maker);
    const { id } = await newProduct(vendor, {
      name,
      price: { amountMinor: 2_500, currency: 'EUR' },
      initialStock: [{ warehouseId: vendor.main, quantity }],
    });
    await opened(id);
    made.push({ id, name, vendor });
  }
});
afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

async function add(page: Page, { id }: Sold): Promise<void> {
  await page.goto(`/products/${id}`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('dialog', { name: 'Your cart' }).waitFor();
  await page.keyboard.press('Escape');
}
const setPrice = ({ id, vendor }: Sold, amountMinor: number) =>
  api('PATCH', `/api/products/${id}`, {
    token: vendor.token,
    body: { price: { amountMinor, currency: 'EUR' } },
  });
const setStock = ({ id, vendor }: Sold, onHand: number) =>
  api('PUT', `/api/products/${id}/stock/${vendor.main}`, {
    token: vendor.token,
    body: { onHand },
  });

test('a guest fills a cart at three makers, changes it, and undoes a removal', async () => {
  const [mug, basket, throws] = made as [Sold, Sold, Sold];
  const page = await tab(await person(), '/');
  for (const one of made) await add(page, one);
  await page.getByRole('link', { name: 'Cart, 3 in it' }).click();
  await page.getByRole('heading', { name: 'Your cart' }).waitFor();
  for (const { vendor } of made)
    await page.getByRole('region', { name: `From ${vendor.name}` }).waitFor();
  const total = page.getByRole('complementary', { name: 'Total in EUR' });
  await total.getByText('€75.00').waitFor();

  const mugs = page.getByRole('group', { name: `Quantity of ${mug.name}` });
  await mugs.getByRole('button', { name: 'One more' }).click();
  await total.getByText('€100.00').waitFor();
  await page.getByRole('button', { name: `Remove ${basket.name}` }).click();
  await total.getByText('€75.00').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await total.getByText('€100.00').waitFor();
  await page
    .getByRole('button', { name: `Save for later: ${throws.name}` })
    .click();
  await total.getByText('€75.00').waitFor();
  await page
    .getByRole('button', { name: `Move to cart: ${throws.name}` })
    .click();
  await total.getByText('€100.00').waitFor();
  await shoot(page, 'cart-1440');

  await page.reload();
  await total.getByText('€100.00').waitFor();
  await page.getByRole('link', { name: 'Cart, 4 in it' }).waitFor();
});

test('a cart says what has changed since, and leaves it out of the total', async () => {
  const [mug, basket, throws] = made as [Sold, Sold, Sold];
  const page = await tab(
    await person({ viewport: { width: 390, height: 844 } }),
    '/',
  );
  for (const one of made) await add(page, one);
  await setPrice(mug, 3_000);
  await setStock(basket, 0);
  await api('DELETE', `/api/products/${throws.id}`, {
    token: throws.vendor.token,
  });
  await until('the archiving has arrived', async () => {
    const { status } = await api('GET', `/api/products/${throws.id}`);
    return status === 404;
  });
  await page.goto('/cart');
  await page.getByText('The price was €25.00, and is €30.00 now.').waitFor();
  await page.getByText('Sold out. It is not in your total.').waitFor();
  await page.getByText('No longer for sale.').waitFor();
  await page
    .getByRole('complementary', { name: 'Total in EUR' })
    .getByText('€30.00')
    .waitFor();
  expect(await overflow(page)).toBe(0);
  await shoot(page, 'cart-390');
});

test('a sold out product cannot be put into the cart', async () => {
  const [, basket] = made as [Sold, Sold, Sold];
  await setStock(basket, 0);
  const page = await tab(await person(), `/products/${basket.id}`);
  const button = page.getByRole('button', { name: 'Sold out' });
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
});
