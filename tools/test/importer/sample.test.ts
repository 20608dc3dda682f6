import { readFileSync } from 'node:fs';
import { SAMPLE_VENDORS, sampleFile } from '../../importer/seed';
import { readRows } from '@souk/shopify/csv';
import { toDrafts, type Drafts } from '@souk/shopify/products';

describe('the sample catalogue', () => {
  const files = Object.keys(SAMPLE_VENDORS).map(
    (vendor): Drafts & { unread: number } => {
      const { rows, problems } = readRows(readFileSync(sampleFile(vendor)));
      return { ...toDrafts(rows, 'EUR'), unread: problems.length };
    },
  );
  const drafts = files.flatMap((file) => file.drafts);

  it('is 12 vendors with at least 300 products in 20 categories', () => {
    expect(files).toHaveLength(12);
    expect(
      new Set(drafts.map(({ handle }) => handle)).size,
    ).toBeGreaterThanOrEqual(300);
    expect(new Set(drafts.map(({ product }) => product.category)).size).toBe(
      20,
    );
  });

  it('is imported without a problem or a warning', () => {
    for (const { problems, warnings, skipped, unread } of files) {
      expect({ problems, warnings, skipped, unread }).toEqual({
        problems: [],
        warnings: [],
        skipped: [],
        unread: 0,
      });
    }
  });

  it('has a unique description, an image and a SKU for everything, and something sold out', () => {
    const descriptions = new Map(
      drafts.map(({ handle, product }) => [product.description, handle]),
    );
    expect(descriptions.size).toBe(
      new Set(drafts.map(({ handle }) => handle)).size,
    );
    for (const { product } of drafts) {
      expect(product.images).not.toHaveLength(0);
      expect(product.sku).toBeDefined();
    }
    const soldOut = drafts.filter(({ onHand }) => onHand === 0).length;
    expect(soldOut).toBeGreaterThan(5);
    expect(soldOut).toBeLessThan(drafts.length / 10);
  });
});
