import type { Entry } from '@souk/platform/reconcile/digest';
import type { IdRange } from '@souk/platform/reconcile/reconciler';
import { z } from 'zod';
import type { CatalogueDb } from './db';

// A product of which only the archiving has arrived has no details to show.
const SELECTED = {
  products:
    'SELECT id, iif(details_version = 0, 0, version) AS state FROM product',
  stock: 'SELECT product_id AS id, version AS state FROM stock',
  vendors: 'SELECT id, name AS state FROM vendor',
};
const Entries = z.array(
  z.object({ id: z.string(), state: z.union([z.int(), z.string()]) }),
);
/** After every id. */
const END = '~';

/** What the view has of a range of ids, and in which version. */
export async function entriesIn(
  db: Pick<CatalogueDb, 'search'>,
  what: keyof typeof SELECTED,
  { after, upTo }: IdRange,
): Promise<Entry[]> {
  const key = what === 'stock' ? 'product_id' : 'id';
  const sql = `${SELECTED[what]} WHERE ${key} > :after AND ${key} <= :upTo`;
  return Entries.parse(await db.search(sql, { after, upTo: upTo ?? END }));
}
