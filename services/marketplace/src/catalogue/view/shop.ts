import {
  FACETS_CAP,
  MAX_CATEGORIES,
  type Category,
  type Suggestion,
} from '@souk/contracts/marketplace/storefront';
import { VendorSummary } from '@souk/contracts/vendors/views';
import { z } from 'zod';
import type { CatalogueDb } from './db';
import { matchOf, wordsOf } from './query';

/** What the shop's pages read besides lists and products. */
export interface ShopView {
  /** The largest first, at most `MAX_CATEGORIES`. */
  categories(): Promise<Category[]>;
  /**
   * Names in which each word of the query starts a word, the newest products
   * first.
   */
  productNames(q: string, limit: number): Promise<Suggestion[]>;
  vendorNames(q: string, limit: number): Promise<Suggestion[]>;
  /** Of a vendor, for sale, up to `FACETS_CAP`. */
  productCount(vendorId: string): Promise<number>;
}

const Categories = z.array(
  z.object({ name: z.string(), count: z.int(), image: z.string().nullable() }),
);
const Names = z.array(VendorSummary);
const Count = z.tuple([z.object({ count: z.int() })]);

// The counts are kept by the schema's triggers. Of a category only its newest
// products are looked at for a picture.
const CATEGORIES = `
SELECT c.name, c.products AS count, (
  SELECT n.image FROM (
    SELECT id, image FROM product p WHERE p.active = 1 AND p.category = c.name ORDER BY p.created_at DESC, p.id DESC LIMIT 200
  ) n JOIN stock s ON s.product_id = n.id WHERE n.image IS NOT NULL AND s.available > 0 LIMIT 1
) AS image
FROM category c WHERE c.products > 0 ORDER BY count DESC, c.name
LIMIT ${MAX_CATEGORIES}`;

// Only so many matches are read: a short prefix matches much of a large
// catalogue.
const PRODUCTS = `
SELECT id, name FROM product WHERE active = 1 AND seq IN (
  SELECT rowid FROM product_text WHERE product_text MATCH :words ORDER BY rowid DESC LIMIT 200
) ORDER BY created_at DESC, id DESC`;

const VENDORS = `SELECT id, name FROM vendor WHERE name LIKE :like ESCAPE '\\' ORDER BY name LIMIT 200`;

export function shopView(db: CatalogueDb): ShopView {
  return {
    categories: async () => Categories.parse(await db.search(CATEGORIES)),
    async productNames(q, limit) {
      const found = Names.parse(
        await db.search(PRODUCTS, { words: matchOf(q) ?? '""' }),
      );
      const once = new Map(found.reverse().map(({ id, name }) => [name, id]));
      const items = [...once]
        .reverse()
        .map(([text, id]): Suggestion => ({ kind: 'product', text, id }));
      return items.slice(0, limit);
    },
    async vendorNames(q, limit) {
      const [word] = wordsOf(q);
      if (word === undefined) return [];
      const found = Names.parse(
        await db.search(VENDORS, { like: containing(word) }),
      );
      const items = found.filter(({ name }) => beginsWords(name, q));
      return items.slice(0, limit).map(({ id, name }): Suggestion => ({
        kind: 'vendor',
        text: name,
        id,
      }));
    },
    async productCount(vendorId) {
      const some = `SELECT 1 FROM product WHERE active = 1 AND vendor_id = :vendorId LIMIT ${FACETS_CAP}`;
      const [row] = Count.parse(
        await db.search(`SELECT count(*) AS count FROM (${some})`, {
          vendorId,
        }),
      );
      return row.count;
    },
  };
}

/** The pattern of LIKE for a text anywhere; nothing in it is a wildcard. */
export const containing = (text: string): string =>
  `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Whether `q` has words and each of them starts a word of the text. */
export function beginsWords(text: string, q: string): boolean {
  const words = wordsOf(text.toLocaleLowerCase('en'));
  const starts = wordsOf(q.toLocaleLowerCase('en'));
  return (
    starts.length > 0 &&
    starts.every((start) => words.some((word) => word.startsWith(start)))
  );
}
