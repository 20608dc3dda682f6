import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CataloguePage,
  ProductView,
} from '@souk/contracts/marketplace/catalogue';
import { until } from '@souk/platform/testing/until';
import { newVendor, type VendorAccount } from '../lib/souk/accounts';
import { command, type Outcome } from '../lib/souk/commands';
import { api, body, endpoints } from '../lib/souk/souk';

const HEADER = [
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU',
  'Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src,Image Position,Variant Image,Status',
].join(',');

/** As Shopify writes them: CRLF, with a byte order mark. */
const csv = (...rows: string[]) =>
  `\ufeff${[HEADER, ...rows].join('\r\n')}\r\n`;

const SHIRT = [
  'linen-shirt,Linen shirt,"<p>Cool &amp; light.</p>\n<script>alert(1)</script><p>Wash at 30°,\nhang to dry.</p>",Ann,Shirts,"linen, summer",TRUE,Size,S,Colour,White,LS-S,shopify,4,49.00,https://images.souk.example/shirt.jpg,1,https://images.souk.example/shirt-s.jpg,active',
  'linen-shirt,,,,,,,,M,,White,LS-M,shopify,0,49.50,https://images.souk.example/shirt-back.jpg,2,,',
  'linen-shirt,,,,,,,,,,,,,,,https://images.souk.example/shirt-side.jpg,3,,',
];
const TOWEL =
  'tea-towel,Tea towel,Plain.,Ann,Kitchen,,TRUE,Title,Default Title,,,TT-1,shopify,25,9.95,,,,active';
const NO_PRICE =
  'apron,Apron,Strong.,Ann,Kitchen,,TRUE,Title,Default Title,,,AP-1,shopify,3,soon,,,,active';

let ann: VendorAccount;
let folder: string;

beforeAll(async () => {
  ann = await newVendor('Ann');
  folder = mkdtempSync(join(tmpdir(), 'souk-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function runImport(text: string, password = ann.password): Promise<Outcome> {
  const file = join(folder, 'export.csv');
  writeFileSync(file, text);
  return command('commands/import', [
    '--vendor-email',
    ann.email,
    '--password',
    password,
    '--api',
    endpoints().urls.api,
    file,
  ]);
}

/** All products of the vendor, by SKU, with their stock. */
async function shop(): Promise<Map<string | null, ProductView>> {
  const { items } = body(
    await api('GET', `/api/products?vendorId=${ann.id}&limit=100`),
    200,
    CataloguePage,
  );
  const views = await Promise.all(
    items.map(async ({ id }) =>
      body(await api('GET', `/api/products/${id}`), 200, ProductView),
    ),
  );
  return new Map(views.map((view) => [view.sku, view]));
}

const shopOf = (size: number) =>
  until(`the shop shows ${size} products with their stock`, async () => {
    const found = await shop();
    return found.size === size &&
      [...found.values()].every(({ stock }) => stock !== null)
      ? found
      : undefined;
  });

const versions = (found: Map<string | null, ProductView>) =>
  Object.fromEntries(
    [...found].map(
      ([sku, { id, version, stock }]) =>
        [sku ?? '', { id, version, stock: stock?.version }] as const,
    ),
  );

test('a Shopify export becomes products, one for each variant, with stock in the first warehouse', async () => {
  const { status, said } = await runImport(csv(...SHIRT, TOWEL));

  expect([said, status]).toEqual([
    expect.stringContaining('3 created, 0 updated, 0 unchanged'),
    0,
  ]);
  const found = await shopOf(3);
  expect(found.get('LS-S')).toMatchObject({
    category: 'Shirts',
    price: { amountMinor: 4900, currency: 'EUR' },
    attributes: { Size: 'S', Colour: 'White' },
    stock: {
      available: 4,
      warehouses: [{ warehouseId: ann.main, available: 4 }],
    },
  });
  expect(found.get('LS-M')).toMatchObject({
    price: { amountMinor: 4950 },
    attributes: { Size: 'M' },
    stock: { available: 0 },
  });
  expect(found.get('TT-1')).toMatchObject({
    name: 'Tea towel',
    price: { amountMinor: 995 },
    stock: { available: 25 },
  });
  const { description, images, name } = found.get('LS-S')!;
  expect(name).toContain('Linen shirt');
  expect(description).toMatch(
    /Cool & light\.[\s\S]*Wash at 30°,\s+hang to dry\./,
  );
  expect(description).not.toMatch(/<|alert/);
  expect(images).toEqual(
    ['shirt-s', 'shirt', 'shirt-back', 'shirt-side'].map(
      (picture) => `https://images.souk.example/${picture}.jpg`,
    ),
  );
}, 60_000);

test('the same export again changes nothing', async () => {
  const before = versions(await shopOf(3));

  const { status, said } = await runImport(csv(...SHIRT, TOWEL));

  expect([said, status]).toEqual([
    expect.stringContaining('0 created, 0 updated, 3 unchanged'),
    0,
  ]);
  expect(versions(await shopOf(3))).toEqual(before);
}, 60_000);

test('a changed export changes only what it changed', async () => {
  const before = versions(await shopOf(3));

  const dearer = TOWEL.replace('9.95', '11.95').replace(',25,', ',7,');
  const { status, said } = await runImport(csv(...SHIRT, dearer));

  expect([said, status]).toEqual([
    expect.stringContaining('0 created, 1 updated, 2 unchanged'),
    0,
  ]);
  const after = await shopOf(3);
  expect(after.get('TT-1')).toMatchObject({
    id: before['TT-1']?.id,
    price: { amountMinor: 1195 },
    stock: { available: 7 },
  });
  expect(versions(after)).toEqual({
    ...before,
    'TT-1': { id: before['TT-1']?.id, version: 2, stock: 2 },
  });
}, 60_000);

test('a bad row is reported by line and reason, does not stop the rest, and sets the exit status', async () => {
  const gloves =
    'oven-gloves,Oven gloves,Thick.,Ann,Kitchen,,TRUE,Title,Default Title,,,OG-1,shopify,2,14.00,,,,active';

  const { status, said } = await runImport(csv(NO_PRICE, gloves));

  expect(status).toBe(1);
  expect(said).toMatch(/line 2: .*soon/);
  expect(said).toContain('1 created');
  expect((await shopOf(4)).get('OG-1')?.stock?.available).toBe(2);
}, 60_000);

test.each<[string, () => Promise<Outcome>]>([
  ['a wrong password', () => runImport(csv(TOWEL), 'not the password')],
  ['a file that is not an export', () => runImport('Name;Price\nTowel;9.95\n')],
  ['an empty file', () => runImport('')],
])('%s changes nothing and exits with 2', async (_what, run) => {
  const before = versions(await shopOf(4));

  const { status, said } = await run();

  expect([status, said]).toEqual([2, expect.stringMatching(/\S/)]);
  expect(versions(await shopOf(4))).toEqual(before);
});
