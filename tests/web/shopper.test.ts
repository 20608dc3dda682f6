import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { until } from '@souk/platform/testing/until';
import {
  newProduct,
  newVendor,
  newWarehouse,
  type VendorAccount,
} from '../lib/souk/accounts';
import { api, body } from '../lib/souk/souk';
import { closeBrowser, person, shoot, tab, takeFaults } from './support/pages';

const category = `Baskets ${Date.now()}`;
let weaver: VendorAccount;
let few: string;

beforeAll(async () => {
  weaver = await newVendor('Reed & Willow');
  const oslo = await newWarehouse(weaver, 'Oslo');
  const made = (
    name: string,
    price: number,
    quantity: number,
    sort = category,
  ) =>
    newProduct(weaver, {
      name,
      category: sort,
      price: { amountMinor: price, currency: 'EUR' },
      attributes: { Material: 'Willow' },
      initialStock: [{ warehouseId: oslo.id, quantity }],
    });
  few = (await made('Quillbasket with lid', 4_200, 3)).id;
  await made('Quillbasket, round', 1_900, 40);
  await made('Quillbasket, sold out', 9_900, 0);
  await made('Quillmat', 900, 10, `${category} mats`);
  await until('all are listed with their stock', async () => {
    const { items } = body(
      await api('GET', `/api/products?vendorId=${weaver.id}`),
      200,
      CataloguePage,
    );
    return (
      items.length === 4 &&
      items.reduce((sum, { stock }) => sum + stock.available, 0) === 53
    );
  });
});
afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

test('a shopper finds a product by search and filters, opens it, and goes back to the same list', async () => {
  const page = await tab(await person(), '/');
  await page.getByRole('combobox', { name: 'Search products' }).fill('quill');
  await page.getByRole('option', { name: 'Quillbasket with lid' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '“quill”' }).waitFor();

  await page
    .getByRole('radio', { name: new RegExp(`^${category} \\d`) })
    .check();
  await page.getByRole('checkbox', { name: /In stock only/ }).check();
  await page
    .getByRole('link', { name: 'Quillbasket, sold out' })
    .waitFor({ state: 'detached' });
  await page
    .getByRole('combobox', { name: 'Sort' })
    .selectOption('Price, high to low');
  await page.getByText('2 products').waitFor();
  const names = () =>
    page.getByRole('article').getByRole('link').allTextContents();
  await until(
    'the most expensive comes first',
    async () =>
      (await names()).join() === 'Quillbasket with lid,Quillbasket, round',
  );
  await shoot(page, 'listing-1440');
  const address = page.url();

  await page.reload();
  await page.getByText('2 products').waitFor();
  await page.getByRole('link', { name: 'Quillbasket with lid' }).click();
  await page.getByRole('heading', { name: 'Quillbasket with lid' }).waitFor();
  const stock = page.getByRole('region', { name: 'Stock' });
  expect(await stock.textContent()).toMatch(/Only 3 left.*3 left in Oslo/);
  expect(await page.getByText('€42.00').isVisible()).toBe(true);
  await shoot(page, 'product-1440');

  await page.goBack();
  expect(page.url()).toBe(address);
  await page.getByText('2 products').waitFor();
  expect(
    await page.getByRole('checkbox', { name: /In stock only/ }).isChecked(),
  ).toBe(true);
});

test('a vendor has a page with its products', async () => {
  const page = await tab(await person(), `/products/${few}`);
  await page.getByRole('link', { name: 'Reed & Willow' }).click();

  await page.getByRole('heading', { name: 'Reed & Willow' }).waitFor();
  await page.getByText('4 products').waitFor();
  await page.getByRole('link', { name: 'Quillmat' }).waitFor();
  expect(page.url()).toContain(`/vendors/${weaver.id}`);
});

test('a missing product, page or result is said to be missing', async () => {
  const page = await tab(await person(), '/products/no-such-product');
  await page
    .getByRole('heading', { name: 'This product is not available' })
    .waitFor();
  await page.goto('/no/such/page');
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await page.goto('/products?q=zzzzzz');
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
});

test('the theme follows the system until the shopper chooses another', async () => {
  const page = await tab(await person({ colorScheme: 'dark' }), '/');
  const theme = () =>
    page.evaluate(() => document.documentElement.dataset['theme']);
  expect(await theme()).toBe('dark');

  await page.getByRole('button', { name: /light/i }).click();
  await page.reload();

  expect(await theme()).toBe('light');
});
