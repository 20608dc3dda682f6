import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { newProduct, newVendor, opened } from '../lib/souk/accounts';
import { newCustomer, tokenOfMail } from '../lib/souk/customers';
import { signIn } from './support/console';
import {
  closeBrowser,
  overflow,
  person,
  shoot,
  tab,
  takeFaults,
} from './support/pages';

afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

const PHONE = { viewport: { width: 390, height: 844 } };

async function addToCart(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('dialog', { name: 'Your cart' }).waitFor();
  await page.keyboard.press('Escape');
}

test('a guest with a cart signs up in the middle, and after signing in has that cart on every device', async () => {
  const vendor = await newVendor('Middle Mill');
  const { id } = await newProduct(vendor, {
    initialStock: [{ warehouseId: vendor.main, quantity: 5 }],
  });
  await opened(id);
  const account = {
    email: `${randomUUID()}@customers.example`,
    password: 'quiet harbour tulips',
  };
  const page = await tab(await person(), `/products/${id}`);
  await addToCart(page);
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Your name').fill('Cleo');
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();

  const token = await tokenOfMail('customers', account.email, 'verify-email');
  await page.goto(`/verify?token=${token}`);
  await page
    .getByRole('heading', { name: 'Your address is confirmed' })
    .waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, account);
  await page.getByRole('link', { name: 'Cart, 1 in it' }).waitFor();

  const phone = await tab(await person(PHONE), `/products/${id}`);
  await addToCart(phone);
  await phone.getByRole('link', { name: 'Your account' }).click();
  await signIn(phone, account);
  await phone.getByRole('heading', { name: 'Your account' }).waitFor();
  await phone.getByRole('link', { name: 'Cart, 2 in it' }).waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'Cart, 2 in it' }).waitFor();

  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: /Small makers/ }).waitFor();
  await page.getByRole('link', { name: 'Cart', exact: true }).waitFor();
  await page.goto('/account');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('a customer ends the session of another device and changes name, password and address', async () => {
  const customer = await newCustomer('Dora');
  const firefox =
    'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';
  const phone = await tab(
    await person({ ...PHONE, userAgent: firefox }),
    '/account',
  );
  await signIn(phone, customer);
  await phone.getByRole('heading', { name: 'Your account' }).waitFor();
  const page = await tab(await person(), '/account');
  await signIn(page, customer);
  const sessions = page.getByRole('list', { name: 'Sessions' });
  await sessions.getByText('This device').waitFor();
  await page
    .getByRole('button', { name: 'End the session: Firefox on Android' })
    .press('Enter');
  await page
    .getByRole('status')
    .filter({ hasText: 'The session has ended' })
    .waitFor();
  expect(await sessions.getByText('Firefox on Android').count()).toBe(0);
  await phone.getByLabel('Name').fill('Theodora');
  await phone.getByLabel('Name').press('Enter');
  await phone.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
  await phone
    .getByRole('dialog')
    .getByLabel('Password')
    .fill(customer.password);
  await phone.getByRole('dialog').getByLabel('Password').press('Enter');
  await phone.getByText('Your name is changed.').waitFor();
  expect(await overflow(phone)).toBe(0);

  const password = page.getByRole('region', { name: 'Password' });
  const current = password.getByLabel('Current password');
  const chosen = password.getByLabel('New password');
  await chosen.fill('quiet harbour tulips');
  for (const [given, told] of [
    ['not this one', 'is wrong'],
    [customer.password, 'Your password is changed.'],
  ] as const) {
    await current.fill(given);
    await chosen.press('Enter');
    await password.getByText(told).waitFor();
  }
  expect(await chosen.inputValue()).toBe('');
  expect(await sessions.getByRole('listitem').count()).toBe(1);

  const email = `${randomUUID()}@customers.example`;
  const address = page.getByRole('region', { name: 'Email' });
  await address.getByLabel('New email').fill(email);
  await address.getByLabel('Password').fill('quiet harbour tulips');
  await address.getByLabel('Password').press('Enter');
  await address.getByText(`We have sent a link to ${email}`).waitFor();
  const token = await tokenOfMail('customers', email, 'email-changed');
  await page.goto(`/verify?token=${token}`);
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByText(`Your address is ${email}`).waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('Theodora');
});

test('a customer keeps addresses and says which is the default, without a mouse', async () => {
  const page = await tab(await person(PHONE), '/account');
  await signIn(page, await newCustomer('Ada'));
  const addresses = page.getByRole('region', { name: 'Addresses' });
  const press = (name: string | RegExp) =>
    addresses.getByRole('button', { name }).press('Enter');
  const enter = async (fields: Record<string, string>) => {
    for (const [label, text] of Object.entries(fields))
      await addresses.getByLabel(label).fill(text);
    await press('Save the address');
  };
  await press('Add an address');
  await addresses.getByLabel('Country').selectOption({ label: 'Germany' });
  await enter({ 'Full name': 'Ada L.', 'Postal code': '1', Phone: '12' });
  await addresses.getByText('is needed').first().waitFor();
  await enter({ 'Street and number': 'Hauptstr. 5', City: 'Berlin' });
  await addresses.getByText('must be a postal code of DE').waitFor();
  await addresses.getByText('must be a phone number of DE').waitFor();
  await enter({ 'Postal code': '10115', Phone: '030 123456' });
  await addresses.getByText('The address is added.').waitFor();
  await addresses.getByText('+4930123456').waitFor();

  await press('Add an address');
  await addresses.getByLabel('Country').selectOption({ label: 'Austria' });
  await enter({
    'Full name': 'Ada at work',
    'Street and number': 'Ring 1',
    City: 'Wien',
    'Postal code': '1010',
  });
  const cards = addresses.getByRole('listitem');
  const fallback = cards.filter({
    has: page.getByText('Default', { exact: true }),
  });
  await press(/^Make it the default: Ada at work/);
  await fallback.filter({ hasText: 'Ada at work' }).waitFor();
  await press(/^Edit the address: Ada at work/);
  expect(await addresses.getByLabel('City').inputValue()).toBe('Wien');
  await enter({ 'Flat, floor, building': 'Top 9' });
  await fallback.filter({ hasText: 'Top 9' }).waitFor();
  expect(await overflow(page)).toBe(0);
  await press(/^Delete the address: Ada at work/);
  await fallback.filter({ hasText: 'Ada L.' }).waitFor();
  expect(await cards.count()).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await fallback.filter({ hasText: 'Top 9' }).waitFor();
  await shoot(page, 'addresses-390');
});

test('a customer takes the data home, deletes the account, is signed out at home and cannot sign in again', async () => {
  const customer = await newCustomer('Gone');
  const page = await tab(await person(), '/account');
  await signIn(page, customer);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download my data' }).press('Enter'),
  ]);
  expect(file.suggestedFilename()).toBe('souk-account.zip');
  expect(
    readFileSync(await file.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  const leaving = page.getByRole('region', { name: 'Delete the account' });
  const password = leaving.getByLabel('Password');
  await password.fill('not this one');
  await password.press('Enter');
  await leaving.getByText('is wrong').waitFor();
  await password.fill(customer.password);
  await password.press('Enter');
  await page.getByRole('heading', { name: /Small makers/ }).waitFor();
  await page.getByText('Your account is deleted.').first().waitFor();
  await page.getByRole('link', { name: 'Your account' }).click();
  await signIn(page, customer);
  await page.getByRole('alert').getByText('password is wrong').waitFor();
});

test('a customer who forgot the password sets a new one, and after signing in is on the page that asked for it', async () => {
  const { email } = await newCustomer('Dora');
  const page = await tab(await person(), '/account');
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await page.getByRole('heading', { name: 'Forgot password?' }).waitFor();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Email').press('Enter');
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  const token = await tokenOfMail('customers', email, 'reset-password');
  await page.goto(`/reset-password?token=${token}`);
  const password = 'quiet harbour tulips';
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('New password').press('Enter');
  await page.getByText('Your new password is set').waitFor();
  await page.goto('/account');
  await signIn(page, { email, password });
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('Dora');
});
