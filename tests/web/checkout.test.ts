import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import type { Page } from 'playwright-core';
import {
  newProduct,
  newVendor,
  opened,
  operatorToken,
  type VendorAccount,
} from '../lib/souk/accounts';
import { newCustomer } from '../lib/souk/customers';
import { parcel, ship } from '../lib/souk/shipping';
import { api } from '../lib/souk/souk';
import { console, operatorConsole, signIn } from './support/console';
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
const express: ShippingMethod = {
  ...parcel,
  id: 'express',
  name: 'Express',
  price: { by: 'flat', amountMinor: 1_500 },
  days: { from: 1, to: 1 },
};

const made: Sold[] = [];

beforeAll(async () => {
  for (const [maker, name, methods] of [
    ['Kiln & Clay', 'Quote mug', [parcel, express]],
    ['Reed Row', 'Quote basket', [parcel]],
    ['Loft Looms', 'Quote throw', [{ ...parcel, countries: ['DE'] }]],
  ] as [string, string, ShippingMethod[]][]) {
    const vendor = await newVendor(maker);
    await ship(vendor, ...methods);
    const { id } = await newProduct(vendor, {
      name,
      price: { amountMinor: 2_500, currency: 'EUR' },
      initialStock: [{ warehouseId: vendor.main, quantity: 9 }],
    });
    await opened(id);
    made.push({ id, name, vendor });
  }
});
afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

async function fillCart(page: Page): Promise<void> {
  for (const { id } of made) {
    const path = `/api/cart/lines/${id}`;
    const { ok } = await page.evaluate(async (to) => {
      const answer = await fetch(to, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ quantity: 1 }),
      });
      return { ok: answer.ok };
    }, path);
    expect(ok).toBe(true);
  }
  await page.evaluate(() => localStorage.setItem('souk-cart', 'yes'));
}

const summary = (page: Page) =>
  page.getByRole('complementary', { name: 'Summary' });

test('a guest with a cart at three makers reaches the quote by keyboard', async () => {
  const page = await tab(await person(), '/');
  await fillCart(page);
  await page.goto('/cart');
  await page.getByRole('link', { name: 'Checkout' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Checkout' }).waitFor();
  await page.getByLabel('Country').selectOption('DE');
  await summary(page).getByText('€90.00').waitFor();

  await page.getByRole('button', { name: 'Review the order' }).click();
  await page.getByText('is needed').first().waitFor();
  expect(
    await page
      .getByLabel('Email')
      .evaluate((field) => field === document.activeElement),
  ).toBe(true);

  await page.keyboard.type('ann@example.com');
  for (const [label, text] of [
    ['Full name', 'Ann Ahorn'],
    ['Street and number', 'Main Street 1'],
    ['Postal code', '10115'],
    ['City', 'Berlin'],
  ] as const) {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.type(text);
  }
  const mug = page.getByRole('group', { name: 'Kiln & Clay' });
  await mug.getByRole('radio', { name: /^Parcel/ }).focus();
  await page.keyboard.press('ArrowDown');
  await summary(page).getByText('€100.00').waitFor();

  await page.reload();
  await summary(page).getByText('€100.00').waitFor();
  expect(await page.getByLabel('City').inputValue()).toBe('Berlin');
  expect(await mug.getByRole('radio', { name: /^Express/ }).isChecked()).toBe(
    true,
  );
  await page.getByRole('button', { name: 'Review the order' }).focus();
  await page.keyboard.press('Enter');
  const review = page.getByRole('region', { name: 'Review' });
  await review.getByText('You would pay €100.00').waitFor();
  await review.getByText('Main Street 1').waitFor();
  await shoot(page, 'checkout-1440');
});

test('a changed price, a maker that does not deliver, and a phone', async () => {
  const context = await person({ viewport: { width: 390, height: 844 } });
  const page = await tab(context, '/');
  await fillCart(page);
  await page.goto('/checkout');
  await page.getByLabel('Country').selectOption('AT');
  await page
    .getByText('Loft Looms does not deliver to this address.')
    .waitFor();
  await shoot(page, 'checkout-no-delivery-390');
  await page.getByLabel('Country').selectOption('DE');
  await summary(page).getByText('€90.00').waitFor();
  await page.getByLabel('Postal code').fill('1010');
  await page.getByRole('button', { name: 'Review the order' }).click();
  const wrong = page.getByText('is not a postal code of Germany');
  await wrong.waitFor();
  await page.getByLabel('Country').selectOption('AT');
  await wrong.waitFor({ state: 'detached' });
  await page.getByLabel('Country').selectOption('DE');
  const [{ id, vendor }] = made as [Sold];
  await api('PATCH', `/api/products/${id}`, {
    token: vendor.token,
    body: { price: { amountMinor: 3_000, currency: 'EUR' } },
  });
  await page.getByLabel('Country').selectOption('AT');
  await page.getByLabel('Country').selectOption('DE');
  await page
    .getByText('The total has changed from €90.00 to €95.00.')
    .waitFor();
  expect(await overflow(page)).toBe(0);
  await api('PATCH', `/api/products/${id}`, {
    token: vendor.token,
    body: { price: { amountMinor: 2_500, currency: 'EUR' } },
  });
});

test('a customer checks out with the usual address, or another one', async () => {
  const customer = await newCustomer('Ada');
  const { token } = customer;
  for (const [line, city] of [
    ['Main Street 1', 'Berlin'],
    ['Side Street 2', 'Bonn'],
  ] as const) {
    const { status } = await api('POST', '/api/customers/me/addresses', {
      token,
      body: {
        name: 'Ada',
        lines: [line],
        city,
        postalCode: '10115',
        country: 'DE',
      },
    });
    expect(status).toBe(201);
  }
  const page = await tab(await person(), '/');
  await fillCart(page);
  await page.goto('/sign-in?to=/checkout');
  await signIn(page, customer);
  await page.getByText(`Signed in as ${customer.email}`).waitFor();
  await summary(page).getByText('€90.00').waitFor();
  expect(await page.getByLabel('City').inputValue()).toBe('Berlin');
  await page.getByRole('button', { name: 'Ada, Side Street 2, Bonn' }).click();
  expect(await page.getByLabel('City').inputValue()).toBe('Bonn');
  await page.getByRole('button', { name: 'Review the order' }).click();
  await page
    .getByRole('region', { name: 'Review' })
    .getByText('Side Street 2')
    .waitFor();
  await shoot(page, 'checkout-customer-1440');
});

test('a vendor says how it delivers, and its product page tells', async () => {
  const vendor = await newVendor('Quiet Anvil');
  const { id } = await newProduct(vendor, {
    name: 'Quiet hook',
    weightGrams: 1_500,
    initialStock: [{ warehouseId: vendor.main, quantity: 5 }],
  });
  await opened(id);
  const shopper = await tab(
    await person({ locale: 'de-DE' }),
    `/products/${id}`,
  );
  await shopper.getByText('has not said yet how it delivers').waitFor();

  const page = await console(await person(), vendor);
  await page.getByRole('link', { name: 'Shipping' }).click();
  await page.getByText('so you ship nowhere').waitFor();
  const form = page.getByRole('form', { name: 'Add a method' });
  await form.getByRole('button', { name: 'Add method' }).click();
  await form.getByText('Choose at least one country').waitFor();
  await form.getByLabel('Name', { exact: true }).fill('Post');
  await form.getByLabel('Price').selectOption('weight');
  await form.getByLabel('Step 1: up to grams').fill('1000');
  await form.getByLabel('Step 1: amount').fill('3.90');
  await form.getByRole('button', { name: 'Add a step' }).click();
  await form.getByLabel('Step 2: up to grams').fill('2000');
  await form.getByLabel('Step 2: amount').fill('5.90');
  await form.getByRole('button', { name: 'European Union' }).click();
  await shoot(page, 'console-shipping-1440');
  await form.getByRole('button', { name: 'Add method' }).click();
  await page.getByText('up to 1 kg €3.90, up to 2 kg €5.90').waitFor();

  await shopper.reload();
  await shopper
    .getByText('Delivery to Germany: arrives in 2 to 4 days, €5.90.')
    .waitFor();
  await shoot(shopper, 'product-delivery-1440');

  await page.getByRole('button', { name: 'Change Post' }).click();
  const change = page.getByRole('form', { name: 'Change a method' });
  await change.getByLabel('Days, at most').fill('6');
  await change.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Arrives in 2 to 6 days').waitFor();
  await page.getByRole('button', { name: 'Remove Post' }).click();
  await page.getByText('so you ship nowhere').waitFor();
});

test('an operator changes the rates of a country', async () => {
  const page = await operatorConsole(await person());
  await page.getByRole('link', { name: 'Taxes' }).click();
  await page.getByLabel('Search a place').fill('Andorra');
  await page.getByText('1 of').waitFor();
  await page.getByRole('button', { name: 'Change Andorra' }).click();
  const form = page.getByRole('form', { name: 'Rates of AD' });
  await form.getByRole('button', { name: 'Add a rate' }).click();
  await form.getByLabel('Percent').first().fill('5,5');
  await shoot(page, 'operator-taxes-1440');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/standard 5.5 %.*changed here/).waitFor();

  const { json } = await api('GET', '/api/operations/taxes', {
    token: await operatorToken(),
  });
  expect(JSON.stringify(json)).toContain('"percent":5.5');
});
