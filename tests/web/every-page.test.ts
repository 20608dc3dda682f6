import axe, { type AxeResults } from 'axe-core';
import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { until } from '@souk/platform/testing/until';
import type { BrowserContext, Page } from 'playwright-core';
import {
  newProduct,
  newVendor,
  opened,
  type VendorAccount,
} from '../lib/souk/accounts';
import { newCustomer, type CustomerAccount } from '../lib/souk/customers';
import { parcel, ship } from '../lib/souk/shipping';
import { api, body } from '../lib/souk/souk';
import { console, operatorConsole, signIn } from './support/console';
import {
  closeBrowser,
  overflow,
  person,
  shoot,
  tab,
  takeFaults,
} from './support/pages';

// Script tags, event handlers, right-to-left text, and a word too long for any
// line.
const SCRIPT = '<script>window.pwned = 1</script>';
const HANDLER = '"><img src=x onerror="window.pwned=1">';
const BACKWARDS = '\u202eevil\u202c <b>שלום</b> ';
const LONG = 'w'.repeat(10_000);

let hostile: VendorAccount;
let shopper: CustomerAccount;
let product: string;

beforeAll(async () => {
  hostile = await newVendor(`${SCRIPT}${'v'.repeat(60)}`);
  shopper = await newCustomer(`${HANDLER}${BACKWARDS}${'n'.repeat(60)}`);
  await api('POST', '/api/customers/me/addresses', {
    token: shopper.token,
    body: {
      name: `${HANDLER}${'n'.repeat(60)}`,
      company: SCRIPT,
      lines: ['w'.repeat(100), HANDLER],
      city: 'c'.repeat(100),
      postalCode: '10115',
      country: 'DE',
    },
  });
  const made = await newProduct(hostile, {
    name: `${HANDLER}${BACKWARDS}${'n'.repeat(110)}`,
    description: `${SCRIPT}\n${LONG}`,
    category: `${HANDLER}${'c'.repeat(30)}`,
    sku: `${SCRIPT}${'s'.repeat(60)}`,
    images: ['https://pictures.example/"onerror="window.pwned=1'],
    attributes: { Material: `${HANDLER}${'a'.repeat(400)}` },
    initialStock: [{ warehouseId: hostile.main, quantity: 5 }],
  });
  product = made.id;
  await ship(hostile, {
    ...parcel,
    name: `${SCRIPT}${'s'.repeat(40)}`,
    price: { by: 'flat', amountMinor: 99_999_999 },
    days: { from: 1, to: 365 },
  });
  await opened(product);
  await until(
    'it is listed',
    async () =>
      body(
        await api('GET', `/api/products?vendorId=${hostile.id}`),
        200,
        CataloguePage,
      ).items.length === 1,
  );
});
afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

/** A path, and a heading that shows that its content has loaded. */
type Place = [path: string, heading: RegExp | string];

const shop = (): Place[] => [
  ['/', 'Just in'],
  [`/products?vendor=${hostile.id}`, 'Everything'],
  [`/products/${product}`, /onerror/],
  [`/vendors/${hostile.id}`, /script/],
  ['/cart', 'Your cart'],
  ['/checkout', 'Checkout'],
  ['/sign-in', 'Sign in'],
  ['/sign-up', 'Create an account'],
  ['/verify?token=no-such-token-at-all', 'This link does not work'],
  ['/forgot-password', 'Forgot password?'],
  ['/reset-password', 'This link does not work'],
  ['/reset-password?token=no-such-token-at-all', 'Choose a new password'],
  ['/console/sign-in', 'Welcome back'],
  ['/console/forgot-password', 'Forgot password?'],
  ['/console/reset-password?token=no-such-token-at-all', 'Choose a new'],
  ['/console/register', 'Open a shop'],
  ['/operator/sign-in', 'Operators'],
];
const vendorPlaces = (): Place[] => [
  ['/console/products', 'Products'],
  ['/console/products/new', 'Add a product'],
  [`/console/products/${product}`, /onerror/],
  ['/console/import', 'Import'],
  ['/console/warehouses', 'Warehouses'],
  ['/console/account', 'Account'],
  ['/console/shipping', 'Shipping'],
];
const customerPlaces: Place[] = [['/account', 'Addresses']];
const operatorPlaces: Place[] = [
  ['/operator/services', 'Services'],
  ['/operator/dead-letters', 'Dead letters'],
  ['/operator/mails', 'Mails'],
  ['/operator/taxes', 'Taxes'],
  ['/operator/traces', 'Traces'],
];

/**
 * The serious and critical findings of axe, by rule and place; in the other
 * scheme only colours can differ.
 */
async function findings(page: Page, rules?: string[]): Promise<string[]> {
  const { violations } = await page.evaluate(
    async (only): Promise<AxeResults> => {
      await Promise.all(
        document
          .getAnimations()
          .map((animation) => animation.finished.catch(() => undefined)),
      );
      return (window as unknown as { axe: typeof axe }).axe.run(
        only ? { runOnly: only } : {},
      );
    },
    rules,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id} at ${target.join(' ')}`),
    );
}

const name = (path: string) =>
  path
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30) || 'home';

/** Colours do not depend on the width: the dark ones are checked once. */
const themesAt = (width: number) =>
  width < 1_000 ? (['light', 'dark'] as const) : (['light'] as const);

/** Opens each page, checks it, and returns the findings. */
async function walk(
  page: Page,
  places: Place[],
  width: number,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [path, heading] of places) {
    await page.goto(path);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await page.waitForFunction(
      () => document.querySelector('[aria-busy=true]') === null,
    );
    const tooWide = await overflow(page);
    if (tooWide > 0) wrong.push(`${path} is ${tooWide} px too wide`);
    if (await page.evaluate(() => 'pwned' in window))
      wrong.push(`${path} ran what it should show`);
    // Evaluated by the debugger: the page's Content-Security-Policy allows no
    // script tag.
    await page.evaluate(axe.source);
    for (const theme of themesAt(width)) {
      await page.evaluate(
        (chosen) => void (document.documentElement.dataset['theme'] = chosen),
        theme,
      );
      const found = await findings(
        page,
        theme === 'dark' ? ['color-contrast'] : undefined,
      );
      wrong.push(...found.map((finding) => `${path}, ${theme}: ${finding}`));
      await shoot(page, `${name(path)}-${width}-${theme}`);
    }
  }
  return wrong;
}

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
];

describe.each(SIZES)(
  'at $width px, with hostile text in every field, nothing overflows, runs or is inaccessible',
  (viewport) => {
    const walking = async (
      open: (context: BrowserContext) => Promise<Page>,
      places: Place[],
    ) => walk(await open(await person({ viewport })), places, viewport.width);

    test('in the shop', async () => {
      const withCart = async (context: BrowserContext) => {
        const path = `/api/cart/lines/${product}`;
        await context.request.put(path, { data: { quantity: 9 } });
        return context.newPage();
      };
      expect(await walking(withCart, shop())).toEqual([]);
    });

    test("in a customer's account", async () => {
      const signedIn = async (context: BrowserContext) => {
        const page = await tab(context, '/account');
        await signIn(page, shopper);
        await page.getByRole('heading', { name: 'Your account' }).waitFor();
        return page;
      };
      expect(await walking(signedIn, customerPlaces)).toEqual([]);
    });

    test("in the vendor's console", async () => {
      expect(
        await walking((context) => console(context, hostile), vendorPlaces()),
      ).toEqual([]);
    });

    test("in the operator's console", async () => {
      expect(await walking(operatorConsole, operatorPlaces)).toEqual([]);
    });
  },
);
