import { randomUUID } from 'node:crypto';
import { newCustomer, tokenOfMail } from '../lib/souk/customers';
import { closeBrowser, person, shoot, tab, takeFaults } from './support/pages';

afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

test('a shopper signs up, confirms the address by the mailed link, signs in and out', async () => {
  const email = `${randomUUID()}@customers.example`;
  const page = await tab(await person(), '/');
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Your name').fill('Cleo');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Password').fill('quiet harbour tulips');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();

  const token = await tokenOfMail('customers', email, 'verify-email');
  await page.goto(`/verify?token=${token}`);
  await page
    .getByRole('heading', { name: 'Your address is confirmed' })
    .waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('quiet harbour tulips');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: /Small makers/ }).waitFor();
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByText(email).waitFor();
  await shoot(page, 'account-1440');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: /Small makers/ }).waitFor();
  await page.goto('/account');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('after signing in a customer is on the page that asked for it', async () => {
  const { email, password } = await newCustomer('Dora');
  const page = await tab(await person(), '/account');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.getByText('Dora').waitFor();
});
