import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { newProduct, newVendor, opened } from '../lib/souk/accounts';
import { tokenOfMail } from '../lib/souk/customers';
import { console, signIn } from './support/console';
import { closeBrowser, person, shoot, tab, takeFaults } from './support/pages';

afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

/** The longest a shopper may see an outdated stock. */
const LIVE_WITHIN_MS = 2_000;

const EXPORT = [
  'Handle,Title,Body (HTML),Vendor,Type,Variant SKU,Variant Inventory Qty,Variant Price,Status',
  'felt-hat,Felt hat,<p>Warm &amp; light.</p>,Hatter,Hats,HAT-1,12,49.00,active',
  'straw-hat,Straw hat,<p>For the sun.</p>,Hatter,Hats,HAT-2,4,29.50,active',
  'broken-hat,Broken hat,,Hatter,Hats,HAT-3,1,a lot,active',
].join('\n');

async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName = '', content = '']) => {
      const data = new DataTransfer();
      data.items.add(new File([content], fileName, { type: 'text/csv' }));
      return data;
    },
    [name, text],
  );
  const zone = page.getByText('Drop products_export.csv here');
  await zone.dispatchEvent('dragover', { dataTransfer: transfer });
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
}

test('a vendor opens a shop, imports a file, changes a product, and a shopper sees the stock change at once', async () => {
  const context = await person();
  const page = await tab(context, '/console/register');
  await page.getByLabel('Shop name').fill('The Hatter');
  await page.getByLabel('Email').fill('not an address');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Open the shop' }).click();
  await page.getByRole('alert').nth(1).waitFor();
  expect(await page.getByRole('alert').count()).toBe(2);
  await page.getByLabel('Email').fill(`${randomUUID()}@vendors.example`);
  await page.getByLabel('Password').fill('a long password');
  await page.getByRole('button', { name: 'Open the shop' }).click();
  await page.getByRole('heading', { name: 'No products yet' }).waitFor();

  await page.getByRole('link', { name: 'Import a file' }).click();
  await drop(page, 'hats.csv', EXPORT);
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByText('Felt hat').waitFor();
  expect(await preview.textContent()).toMatch(
    /2 to import.*1 bad row.*Line 4:.*"a lot" is not a plain number/,
  );
  await shoot(page, 'import-preview-1440');
  await page.getByRole('button', { name: 'Import 2 products' }).click();
  const report = page.getByRole('status', { name: 'Report' });
  await report.waitFor();
  expect(await report.textContent()).toMatch(
    /created2.*updated0.*unchanged0.*skipped0.*failed1/,
  );
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download bad rows' }).click(),
  ]);
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/^Line,Reason\r\n4,/);

  await page.getByRole('link', { name: 'View products' }).click();
  await page.getByRole('link', { name: 'Felt hat' }).click();
  await page.getByLabel('Price').fill('dear');
  await page.getByLabel('Name').fill('');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('must be a price like 24.50').waitFor();
  expect(await page.getByRole('alert').count()).toBe(2);
  await page.getByLabel('Price').fill('52.5');
  await page.getByLabel('Name').fill('Felt hat, wide brim');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('Saved').first().waitFor();

  const [shop] = await Promise.all([
    context.waitForEvent('page'),
    page
      .getByRole('link', { name: 'View in the shop' })
      .click({ modifiers: ['Control'] }),
  ]);
  await shop.getByRole('heading', { name: 'Felt hat, wide brim' }).waitFor();
  await shop.getByText('12 in stock').waitFor();
  await page.getByLabel('On hand in Main').fill('2');
  await page.getByLabel('On hand in Main').press('Enter');
  await shop.getByText('Only 2 left').waitFor({ timeout: LIVE_WITHIN_MS });
  await page.getByText('counted 12 → 2').waitFor();
  await shoot(page, 'edit-1440');
});

test('a vendor who forgot the password sets a new one by the mailed link, without a mouse', async () => {
  const { email } = await newVendor('Forgetful');
  const page = await tab(
    await person({ viewport: { width: 390, height: 844 } }),
    '/console/sign-in',
  );
  await page.getByLabel('Email').fill('nobody@vendors.example');
  await page.getByRole('link', { name: 'Forgot password?' }).press('Enter');
  const address = page.getByLabel('Email');
  const told = page.getByText('If there is an account with');
  for (const asked of ['nobody@vendors.example', email]) {
    await page.getByRole('heading', { name: 'Forgot password?' }).waitFor();
    if ((await address.inputValue()) !== asked) await address.fill(asked);
    await address.press('Enter');
    await told.waitFor();
    expect(await told.textContent()).toContain(asked);
    await page.getByRole('button', { name: 'Ask again' }).press('Enter');
  }

  const token = await tokenOfMail('vendors', email, 'reset-password');
  const link = `/console/reset-password?token=${token}`;
  await page.goto(link);
  await page.waitForURL(({ search }) => search === '');
  await page.reload();
  const chosen = page.getByLabel('New password');
  await chosen.fill('password123');
  await chosen.press('Enter');
  await page.getByRole('alert').getByText('among the most common').waitFor();
  await chosen.fill('seven quiet kilns');
  await chosen.press('Enter');
  await page.getByText('Your new password is set').waitFor();
  await signIn(page, { email, password: 'seven quiet kilns' });
  await page.getByRole('heading', { name: 'No products yet' }).waitFor();

  await page.goto(link);
  await chosen.fill('eight quiet kilns');
  await chosen.press('Enter');
  await page.getByRole('link', { name: 'Get a new link' }).press('Enter');
  await page.getByRole('heading', { name: 'Forgot password?' }).waitFor();
});

test('importing the same file again changes nothing', async () => {
  const page = await console(await person(), await newVendor('Twice'));
  for (const expected of [/created2.*unchanged0/, /created0.*unchanged2/]) {
    await page
      .getByRole('link', { name: 'Import', exact: true })
      .first()
      .click();
    await drop(page, 'hats.csv', EXPORT);
    await page.getByRole('button', { name: 'Import 2 products' }).click();
    const report = page.getByRole('status', { name: 'Report' });
    await report.waitFor();
    expect(await report.textContent()).toMatch(expected);
    await page.getByRole('link', { name: 'Products' }).first().click();
  }
});

test('an archived product is restored by one click', async () => {
  const vendor = await newVendor('Second Thoughts');
  await newProduct(vendor, { name: 'Regretted lamp' });
  const page = await console(await person(), vendor);
  await page.getByRole('button', { name: 'Archive Regretted lamp' }).click();
  await page.getByRole('heading', { name: 'No products yet' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();

  await page.getByRole('link', { name: 'Regretted lamp' }).waitFor();
});

test("when two consoles set one stock, the slower one is shown the other's change and decides", async () => {
  const vendor = await newVendor('Two Hands');
  await opened(
    (
      await newProduct(vendor, {
        name: 'Shared jug',
        initialStock: [{ warehouseId: vendor.main, quantity: 20 }],
      })
    ).id,
  );
  const [one, two] = await Promise.all(
    [person(), person()].map(async (context) => console(await context, vendor)),
  );
  for (const page of [one!, two!]) {
    await page.getByRole('button', { name: /^Stock of Shared jug/ }).click();
    await page.getByLabel('On hand in Main').waitFor();
  }
  await two!.getByLabel('On hand in Main').fill('9');
  await one!.getByLabel('On hand in Main').fill('7');
  await one!.getByRole('button', { name: 'Save' }).click();
  await one!.getByRole('button', { name: /^Stock of Shared jug: 7/ }).waitFor();
  await two!.getByRole('button', { name: 'Save' }).click();

  const conflict = two!.getByRole('alert');
  await conflict
    .getByText('While you were editing, this was set to 7. You wanted 9.')
    .waitFor();
  await shoot(two!, 'conflict-1440');
  await two!.getByRole('button', { name: 'Set 9 anyway' }).click();
  await two!.getByRole('button', { name: /^Stock of Shared jug: 9/ }).waitFor();
  expect(await two!.getByLabel('On hand in Main').inputValue()).toBe('9');
});

test('a session that ends while a form is filled in is renewed, and the form is sent', async () => {
  const vendor = await newVendor('Long Lunch');
  const context = await person();
  const page = await console(context, vendor);
  await page.getByRole('link', { name: 'Add a product' }).first().click();
  await page.getByLabel('Name').fill('Unlost bowl');
  await page.getByLabel('Category').fill('Kitchen');
  await page.getByLabel('Price').fill('18');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Add it' }).click();

  await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
  await signIn(page, vendor);
  await page.getByRole('heading', { name: 'Unlost bowl' }).waitFor();
});

test('signing out ends the session in other tabs, and going back shows nothing private', async () => {
  const vendor = await newVendor('Shared Desk');
  await newProduct(vendor, { name: 'Private plan' });
  const context = await person();
  const page = await console(context, vendor);
  const listed = page.waitForResponse(/\/api\/vendors\/me\/products/);
  await page.reload();
  expect(await (await listed).headerValue('cache-control')).toBe('no-store');
  const other = await tab(context, '/console/products');
  await other.getByRole('link', { name: 'Private plan' }).waitFor();

  await page.getByRole('button', { name: 'Shared Desk' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();

  await other.getByText('You have signed out').waitFor();
  expect(
    await other.evaluate(
      async () => (await fetch('/api/vendors/me/products')).status,
    ),
  ).toBe(401);
  await page.getByRole('heading', { name: /Small makers/ }).waitFor();
  await page.goto('/console/products');
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  expect(await page.getByText('Private plan').count()).toBe(0);
});
