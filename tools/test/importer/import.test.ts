import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import { importFile } from '../../importer/file';
import { Refused, Unreachable } from '@souk/shopify/vendor-api';
import { BadFile } from '@souk/shopify/csv';
import {
  memoryMarketplace,
  type MemoryMarketplace,
} from './memory-marketplace';

const HEAD =
  'Handle,Title,Body (HTML),Variant SKU,Variant Price,Variant Inventory Qty,Option1 Name,Option1 Value';
const TEA = 'tea,Green tea,<p>Steamed.</p>,T-S,4.50,12,Size,S';
const TEA_M = 'tea,,,,8.00,3,,M';
const CUP = 'cup,Cup,,C-1,9.00,,Title,Default Title';

let folder: string;
let shop: MemoryMarketplace;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'souk-import-'))));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => (shop = memoryMarketplace()));

/** Imports these rows as a new run, later than the one before. */
async function run(...rows: string[]) {
  const file = join(folder, 'export.csv');
  writeFileSync(file, [HEAD, ...rows, ''].join('\n'));
  shop.age();
  shop.writes.length = 0;
  return importFile(shop, { file, concurrency: 2 });
}

const named = (name: string): ProductView =>
  shop.products().find((product) => product.name === name)!;

describe('importFile', () => {
  it('adds a product per variant with its stock in the first warehouse', async () => {
    const summary = await run(TEA, TEA_M, CUP);
    expect(summary).toMatchObject({
      created: 3,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      failed: 0,
      problems: [],
      warnings: [],
    });
    expect(named('Green tea – S')).toMatchObject({
      sku: 'T-S',
      description: 'Steamed.',
      price: { amountMinor: 450, currency: 'EUR' },
    });
    expect(shop.onHand(named('Green tea – M').id)).toBe(3);
    expect(shop.onHand(named('Cup').id)).toBe(0);
  });

  it('changes nothing when it is run again', async () => {
    await run(TEA, TEA_M, CUP);
    expect(await run(TEA, TEA_M, CUP)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 3,
      failed: 0,
    });
    expect(shop.writes).toEqual([]);
  });

  it('changes only the fields that have changed in the file', async () => {
    await run(TEA, TEA_M, CUP);
    const summary = await run(TEA.replace('4.50', '4.80'), TEA_M, CUP);
    expect(summary).toMatchObject({ created: 0, updated: 1, unchanged: 2 });
    expect(shop.writes).toEqual([
      `change ${named('Green tea – S').id} {"price":{"amountMinor":480,"currency":"EUR"}}`,
    ]);
  });

  it('sets only the stock that has changed in the file', async () => {
    await run(TEA, TEA_M, CUP);
    expect(await run(TEA, TEA_M.replace(',3,', ',0,'), CUP)).toMatchObject({
      updated: 1,
      unchanged: 2,
    });
    expect(shop.writes).toEqual([`stock ${named('Green tea – M').id} 0`]);
  });

  it('leaves the stock alone where the file does not state it', async () => {
    await run(CUP);
    await shop.setOnHand(named('Cup').id, 'main', 40);
    expect(await run(CUP)).toMatchObject({ unchanged: 1 });
    expect(shop.onHand(named('Cup').id)).toBe(40);
  });

  it('goes back and forth between two versions of a file', async () => {
    await run(TEA);
    await run(TEA.replace('Steamed', 'Roasted'));
    expect(await run(TEA)).toMatchObject({ updated: 1 });
    expect(named('Green tea – S').description).toBe('Steamed.');
  });

  it('finds a product that was added by hand under the same SKU', async () => {
    await shop.add('by-hand', {
      name: 'Tee',
      description: '',
      category: 'Tea',
      price: { amountMinor: 1, currency: 'EUR' },
      sku: 'T-S',
    });
    expect(await run(TEA)).toMatchObject({ created: 0, updated: 1 });
    expect(shop.products()).toHaveLength(1);
    expect(named('Green tea – S').sku).toBe('T-S');
  });

  it('reads again and applies the file when somebody else changes the product meanwhile', async () => {
    await run(TEA);
    shop.beforeChange(() =>
      shop.edit(named('Green tea – S').id, { category: 'Leaves' }),
    );
    expect(await run(TEA.replace('4.50', '5.00'))).toMatchObject({
      updated: 1,
      problems: [],
    });
    expect(named('Green tea – S')).toMatchObject({
      category: 'Uncategorised',
      price: { amountMinor: 500 },
    });
  });

  it('waits for stock that has not opened yet', async () => {
    await run(TEA);
    shop.hideStock(2, 'stock-not-open-yet');
    expect(await run(TEA)).toMatchObject({ unchanged: 1 });
  });

  it('reports an archived product and leaves it archived', async () => {
    await run(TEA, CUP);
    shop.archive(named('Green tea – S').id);
    const summary = await run(TEA, CUP);
    expect(summary).toMatchObject({ unchanged: 1, failed: 1 });
    expect(summary.problems).toEqual([
      {
        line: 2,
        reason: 'the product is archived in the marketplace and stays archived',
      },
    ]);
    expect(shop.writes).toEqual([]);
  });

  it('reports bad and refused rows by line, and imports the rest', async () => {
    shop.refuse(
      'C-1',
      new Refused(422, 'invalid-input', 'name must not be funny'),
    );
    const summary = await run(
      TEA,
      'bad,Bad,,,free,1,,',
      CUP,
      TEA_M,
      'torn,"Torn',
    );
    expect(summary).toMatchObject({ created: 2, failed: 3 });
    expect(summary.problems).toEqual([
      { line: 3, reason: 'the price "free" is not a plain number like 12.50' },
      { line: 4, reason: 'name must not be funny' },
      { line: 6, reason: 'a quote is opened and never closed' },
    ]);
  });

  it('imports a product with stock below zero, and reports its row', async () => {
    const summary = await run(TEA.replace(',12,', ',-2,'));
    expect(summary).toMatchObject({
      created: 1,
      failed: 0,
      problems: [{ line: 2 }],
    });
    expect(shop.onHand(named('Green tea – S').id)).toBe(0);
  });

  it('stops when the marketplace is unreachable, and says how many were not tried', async () => {
    shop.refuse('T-S', new Unreachable('http://127.0.0.1:1: ECONNREFUSED'));
    const more = Array.from({ length: 20 }, (_, i) =>
      CUP.replaceAll('C-1', `C-${i}`).replace('cup', `cup-${i}`),
    );
    const summary = await run(TEA, ...more);
    expect(summary.problems[0]).toEqual({
      line: 2,
      reason: 'http://127.0.0.1:1: ECONNREFUSED',
    });
    expect(summary.problems.at(-1)!.reason).toMatch(
      /^the marketplace stopped answering: \d+ products were not tried$/,
    );
    expect(summary.created + summary.failed).toBe(21);
    expect(summary.created).toBeLessThan(3);
  });

  it('reports progress up to the last product', async () => {
    const file = join(folder, 'progress.csv');
    writeFileSync(file, [HEAD, TEA, TEA_M, CUP].join('\n'));
    const seen: [number, number][] = [];
    await importFile(shop, {
      file,
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(seen).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it('refuses a file without products', async () => {
    await expect(run()).rejects.toThrow(BadFile);
  });
});
