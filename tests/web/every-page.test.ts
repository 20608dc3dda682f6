import axe, { type AxeResults } from 'axe-core';
import { CataloguePage } from '@souk/contracts/catalogue';
import { until } from '@souk/platform/testing/until';
import type { BrowserContext, Page } from 'playwright-core';
import { newProduct, newVendor, opened, type VendorAccount } from '../support/accounts';
import { api, body } from '../support/souk';
import { console, operatorConsole } from './support/console';
import { closeBrowser, overflow, person, shoot, takeFaults } from './support/pages';

// Script tags, event handlers, text that runs backwards, and a word of a length no line has room for.
const SCRIPT = '<script>window.pwned = 1</script>';
const HANDLER = '"><img src=x onerror="window.pwned=1">';
const BACKWARDS = '\u202eevil\u202c <b>שלום</b> ';
const LONG = 'w'.repeat(10_000);

let hostile: VendorAccount;
let product: string;

beforeAll(async () => {
  hostile = await newVendor(`${SCRIPT}${'v'.repeat(60)}`);
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
  await opened(product);
  await until(
    'it is listed',
    async () => body(await api('GET', `/api/products?vendorId=${hostile.id}`), 200, CataloguePage).items.length === 1,
  );
});
afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

/** A path, and a heading that says that its content is there. */
type Place = [path: string, heading: RegExp | string];

const shop = (): Place[] => [
  ['/', 'Just in'],
  [`/products?vendor=${hostile.id}`, 'Everything'],
  [`/products/${product}`, /onerror/],
  [`/vendors/${hostile.id}`, /script/],
  ['/console/sign-in', 'Welcome back'],
  ['/console/register', 'Open a shop'],
  ['/operator/sign-in', 'Operators'],
];
const vendorPlaces = (): Place[] => [
  ['/console/products', 'Products'],
  ['/console/products/new', 'Add a product'],
  [`/console/products/${product}`, /onerror/],
  ['/console/import', 'Import'],
  ['/console/warehouses', 'Warehouses'],
];
const operatorPlaces: Place[] = [
  ['/operator/services', 'Services'],
  ['/operator/dead-letters', 'Dead letters'],
  ['/operator/traces', 'Traces'],
];

/** What axe calls serious or critical, by its rule and where. */
async function findings(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy would let no script tag in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (): Promise<AxeResults> => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
    return (window as unknown as { axe: typeof axe }).axe.run();
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

const name = (path: string) =>
  path
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 30) || 'home';

/** Opens each place, narrow or wide, light or dark, and tells what is wrong with it. */
async function walk(page: Page, places: Place[], scheme: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [path, heading] of places) {
    await page.goto(path);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    const tooWide = await overflow(page);
    if (tooWide > 0) wrong.push(`${path} is ${tooWide} px too wide`);
    if (await page.evaluate(() => 'pwned' in window)) wrong.push(`${path} ran what it should show`);
    wrong.push(...(await findings(page)).map((finding) => `${path}: ${finding}`));
    await shoot(page, `${name(path)}-${scheme}`);
  }
  return wrong;
}

const WAYS = [
  ['360 px, light', { viewport: { width: 360, height: 740 }, colorScheme: 'light' }],
  ['1440 px, dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
] as const;

describe.each(WAYS)(
  'at %s, with hostile words in every field, nothing overflows, runs or shuts anybody out',
  (scheme, options) => {
    const walking = async (open: (context: BrowserContext) => Promise<Page>, places: Place[]) =>
      walk(await open(await person(options)), places, scheme.replace(/\W+/g, '-'));

    test('in the shop', async () => {
      expect(await walking((context) => context.newPage(), shop())).toEqual([]);
    });

    test("in the vendor's console", async () => {
      expect(await walking((context) => console(context, hostile), vendorPlaces())).toEqual([]);
    });

    test("in the operator's console", async () => {
      expect(await walking(operatorConsole, operatorPlaces)).toEqual([]);
    });
  },
);
