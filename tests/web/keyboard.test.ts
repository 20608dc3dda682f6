import { until } from '@souk/platform/testing/until';
import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import type { Page } from 'playwright-core';
import { newProduct, newVendor, opened } from '../lib/souk/accounts';
import { api, body } from '../lib/souk/souk';
import { closeBrowser, person, tab, takeFaults } from './support/pages';

afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

const MOST_STEPS = 80;

/**
 * Presses Tab until an element with this name has the focus, which must then be
 * visible.
 */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const [label] =
        element instanceof HTMLInputElement
          ? [...(element.labels ?? [])].map((one) => one.textContent)
          : [];
      return element.getAttribute('aria-label') ?? label ?? element.textContent;
    });
    if (name.test(focused.trim())) return;
  }
  throw new Error(
    `The Tab key does not lead to ${String(name)} on ${page.url()}`,
  );
}

test('a shopper needs no mouse', async () => {
  const vendor = await newVendor('Keys');
  const { id } = await newProduct(vendor, {
    name: 'Keyfob zebrawood',
    category: 'Keyfobs',
    initialStock: [{ warehouseId: vendor.main, quantity: 4 }],
  });
  await until('it is listed in stock', async () => {
    const { items } = body(
      await api('GET', '/api/products?q=keyfob'),
      200,
      CataloguePage,
    );
    return items[0]?.stock.available === 4;
  });
  const page = await tab(await person(), '/');
  await page.getByRole('heading', { name: /Small makers/ }).waitFor();
  await tabTo(page, /^Skip to content/);
  await tabTo(page, /^Search products/);
  await page.keyboard.type('keyfob');
  await page.getByRole('option', { name: 'Keyfob zebrawood' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '“keyfob”' }).waitFor();
  await page.getByText('1 product').waitFor();
  await tabTo(page, /^In stock only/);
  await page.keyboard.press('Space');
  await until('the filter is in the address', () =>
    page.url().includes('stock=in'),
  );
  await tabTo(page, /^Keyfob zebrawood/);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/products/${id}`);
  await page
    .getByRole('region', { name: 'Stock' })
    .getByText('Only 4 left')
    .waitFor();

  await page.getByRole('combobox', { name: 'Search products' }).focus();
  await page.keyboard.type('keyfob');
  await page.getByRole('option', { name: 'Keyfob zebrawood' }).waitFor();
  await until('the arrow key leads into the suggestions', async () => {
    await page.keyboard.press('ArrowDown');
    return (
      (await page
        .getByRole('option', { name: 'Keyfob zebrawood' })
        .getAttribute('aria-selected')) === 'true'
    );
  });
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/products/${id}`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
    'Keyfob zebrawood',
  );
});

test('a vendor signs in, sets a stock and signs out without a mouse', async () => {
  const vendor = await newVendor('Ten Fingers');
  await opened(
    (
      await newProduct(vendor, {
        name: 'Felt pad',
        initialStock: [{ warehouseId: vendor.main, quantity: 5 }],
      })
    ).id,
  );
  const page = await tab(await person(), '/console');
  await page.getByLabel('Email').focus();
  await page.keyboard.type(vendor.email);
  await tabTo(page, /^Password/);
  await page.keyboard.type(vendor.password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Felt pad' }).waitFor();
  await tabTo(page, /^Stock of Felt pad/);
  await page.keyboard.press('Enter');
  await page.getByLabel('On hand in Main').waitFor();
  await tabTo(page, /^On hand in Main/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('6');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Stock of Felt pad: 6/ }).waitFor();

  await page.reload();
  await page.getByRole('link', { name: 'Felt pad' }).waitFor();
  await tabTo(page, /^Ten Fingers/);
  await page.keyboard.press('Enter');
  await until('the arrow key leads to the last item', async () => {
    await page.keyboard.press('ArrowDown');
    return page
      .getByRole('menuitem', { name: 'Sign out' })
      .evaluate((item) => item === document.activeElement);
  });
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /Small makers/ }).waitFor();
});
