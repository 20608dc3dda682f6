import type { Product } from '@souk/contracts/products/views';
import { newProduct, newVendor, opened } from '../lib/souk/accounts';
import { allReady, whilePaused } from '../lib/souk/parts';
import { closeBrowser, person, tab, takeFaults } from './support/pages';

let product: Product;

beforeAll(async () => {
  await allReady();
  const vendor = await newVendor();
  product = await newProduct(vendor, {
    initialStock: [{ warehouseId: vendor.main, quantity: 6 }],
  });
  await opened(product.id);
}, 90_000);
afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

test('a product page says that the stock cannot be read, and does not guess', async () => {
  const page = await whilePaused(['inventory'], async () => {
    const shown = await tab(await person(), `/products/${product.id}`);
    const stock = await shown
      .getByRole('region', { name: 'Stock' })
      .textContent();

    expect(stock).toContain('cannot be read right now');
    expect(stock).not.toMatch(/\d/);
    return shown;
  });

  await page.reload();
  await page
    .getByRole('region', { name: 'Stock' })
    .getByText('6 left')
    .first()
    .waitFor();
}, 90_000);

test('a page whose service does not answer shows the problem and a reference', async () => {
  // One the view lacks, so that its owner is asked.
  await whilePaused(['products'], async () => {
    const page = await tab(await person(), '/products/not-in-the-view');

    expect(await page.getByRole('alert').first().textContent()).toMatch(
      /does not work right now.*Reference [0-9a-f]{32}/,
    );
  });
}, 90_000);
