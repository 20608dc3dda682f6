import {
  FACETS_CAP,
  type Facets,
  type FacetsQuery,
} from '@souk/contracts/marketplace/storefront';
import { z } from 'zod';
import type { CatalogueDb } from './db';
import { conditionsOf, PRODUCTS_WITH_STOCK } from './query';
import { histogramOf, type PricedRow } from './price-histogram';

/** Of each facet the most frequent ones. */
const SHOWN = 100;

const Categories = z.array(z.object({ name: z.string(), count: z.int() }));
const Vendors = z.array(
  z.object({ id: z.string(), name: z.string(), count: z.int() }),
);
const Prices = z.array(
  z.object({ amount: z.int(), currency: z.string(), count: z.int() }),
) satisfies z.ZodType<PricedRow[]>;
const Totals = z.tuple([z.object({ count: z.int() })]);

/**
 * Each facet counts at most `FACETS_CAP` rows, so that a large catalogue cannot
 * block the process. There is one statement per combination of filters, and it
 * stays prepared.
 */
export function facetsOf(db: CatalogueDb, filter: FacetsQuery): Facets {
  const categories = Categories.parse(
    grouped(db, without(filter, 'category'), {
      columns: 'p.category',
      select: 'category AS name',
      by: 'category',
    }),
  );
  const vendors = Vendors.parse(
    grouped(db, without(filter, 'vendorId'), {
      columns: 'p.vendor_id',
      select:
        'vendor_id AS id, coalesce((SELECT name FROM vendor WHERE id = vendor_id), vendor_id) AS name',
      by: 'vendor_id',
    }),
  );
  const prices = Prices.parse(
    grouped(db, without(filter, 'minPrice', 'maxPrice'), {
      columns: 'p.amount_minor, p.currency',
      select: 'amount_minor AS amount, currency',
      by: 'amount_minor, currency',
    }),
  );
  const total = count(db, filter);
  const reached = [total, ...[categories, vendors, prices].map(sum)].some(
    (counted) => counted >= FACETS_CAP,
  );
  return {
    categories: categories.slice(0, SHOWN),
    vendors: vendors.slice(0, SHOWN),
    price: histogramOf(prices),
    inStock: count(db, { ...filter, inStockOnly: true }),
    total,
    capped: reached,
  };
}

const without = (
  filter: FacetsQuery,
  ...own: (keyof FacetsQuery)[]
): FacetsQuery =>
  Object.fromEntries(
    Object.entries(filter).filter(
      ([name]) => !own.includes(name as keyof FacetsQuery),
    ),
  );

const sum = (rows: { count: number }[]): number =>
  rows.reduce((total, row) => total + row.count, 0);

interface Grouping {
  /** Columns of the product in each counted row. */
  columns: string;
  select: string;
  by: string;
}

function grouped(
  db: CatalogueDb,
  filter: FacetsQuery,
  { columns, select, by }: Grouping,
): unknown[] {
  const { sql, params } = scan(filter, columns);
  return db
    .statement(
      `SELECT ${select}, count(*) AS count FROM (${sql}) GROUP BY ${by} ORDER BY count DESC, ${by}`,
    )
    .all(params);
}

function count(db: CatalogueDb, filter: FacetsQuery): number {
  const { sql, params } = scan(filter, 'p.id');
  const [row] = Totals.parse(
    db.statement(`SELECT count(*) AS count FROM (${sql})`).all(params),
  );
  return row.count;
}

function scan(filter: FacetsQuery, columns: string) {
  const { where, params } = conditionsOf(filter);
  const sql = `SELECT ${columns} FROM ${PRODUCTS_WITH_STOCK} WHERE ${where.join(' AND ')} ORDER BY p.created_at DESC LIMIT ${FACETS_CAP}`;
  return { sql, params };
}
