import type { BrowserContext, Page } from 'playwright-core';
import type { VendorAccount } from '../../lib/souk/accounts';
import { secrets } from '../../lib/souk/souk';
import { tab } from './pages';

/** A tab of the vendor's console, signed in through its page. */
export async function console(
  context: BrowserContext,
  vendor: Pick<VendorAccount, 'email' | 'password'>,
): Promise<Page> {
  const page = await tab(context, '/console/sign-in');
  await signIn(page, vendor);
  await page.getByRole('heading', { name: 'Products', exact: true }).waitFor();
  return page;
}

export async function signIn(
  page: Page,
  { email, password }: Pick<VendorAccount, 'email' | 'password'>,
): Promise<void> {
  const address = page.getByLabel('Email');
  if (await address.isEditable()) await address.fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function operatorConsole(context: BrowserContext): Promise<Page> {
  const page = await tab(context, '/operator/sign-in');
  await page.getByLabel('Operator key').fill(secrets()['operator-key'] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  return page;
}
