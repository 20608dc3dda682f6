import {
  FACETS_CAP,
  type Facets,
  type FacetsQuery,
} from '@souk/contracts/marketplace/storefront';
import { z } from 'zod';
import type { CatalogueDb } from './db';
import { histogramOf, type PricedRow } from './price-histogram';
import { among, candidatesOf, conditionsOf, type Query } from './query';

/** Of each facet the most frequent ones. */
const SHOWN = 100;

const Categories = z.array(z.object({ name: z.string(), count: z.int() }));
const Vendors = z.array(
  z.object({ id: z.string(), name: z.string(), count: z.int() }),
);
const Prices = z.array(
  z.object({ amount: z.int(), currency: z.string(), count: z.int() }),
) satisfies z.ZodType<PricedRow[]>;
const Totals = z.tuple([z.object({ looked: z.int(), count: z.int() })]);

/**
 * Each facet looks at `FACETS_CAP` products at most, so that its time does not
 * grow with the catalogue. There is one statement per combination of filters,
 * and it stays prepared.
 */
export async function facetsOf(
  db: CatalogueDb,
  filter: FacetsQuery,
): Promise<Facets> {
  const ofCategories = without(filter, 'category');
  const ofVendors = without(filter, 'vendorId');
  const ofPrices = without(filter, 'minPrice', 'maxPrice');
  const grouped = async (wanted: FacetsQuery, grouping: Grouping) =>
    search(db, groupedBy(wanted, grouping));
  const categories = Categories.parse(
    await grouped(ofCategories, {
      select: 'p.category AS name',
      by: 'p.category',
    }),
  );
  const vendors = Vendors.parse(
    await grouped(ofVendors, {
      select:
        'p.vendor_id AS id, coalesce((SELECT v.name FROM vendor v WHERE v.id = p.vendor_id), p.vendor_id) AS name',
      by: 'p.vendor_id',
    }),
  );
  const prices = Prices.parse(
    await grouped(ofPrices, {
      select: 'p.amount_minor AS amount, p.currency',
      by: 'p.amount_minor, p.currency',
    }),
  );
  const { count: total, looked } = await counted(db, filter);
  const inStock = await counted(db, { ...filter, inStockOnly: true });
  const others = [ofCategories, ofVendors, ofPrices].filter(
    (other) => sizeOf(other) < sizeOf(filter),
  );
  let capped = looked >= FACETS_CAP;
  for (const other of others)
    capped ||= (await counted(db, other)).looked >= FACETS_CAP;
  return {
    categories: categories.slice(0, SHOWN),
    vendors: vendors.slice(0, SHOWN),
    price: histogramOf(prices),
    inStock: inStock.count,
    total,
    capped,
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

const sizeOf = (filter: FacetsQuery): number => Object.keys(filter).length;

const search = (db: CatalogueDb, { sql, params }: Query): Promise<unknown[]> =>
  db.search(sql, params);

interface Grouping {
  select: string;
  by: string;
}

function groupedBy(filter: FacetsQuery, { select, by }: Grouping): Query {
  const candidates = candidatesOf(filter);
  const { where, params } = conditionsOf(filter);
  return {
    sql: `SELECT ${select}, count(*) AS count FROM ${among(candidates)} WHERE ${where.join(' AND ')} GROUP BY ${by} ORDER BY count DESC, ${by}`,
    params: { ...candidates.params, ...params },
  };
}

/** How many products were looked at, and how many of them match. */
async function counted(db: CatalogueDb, filter: FacetsQuery) {
  const candidates = candidatesOf(filter);
  const { where, params } = conditionsOf(filter);
  const [row] = Totals.parse(
    await search(db, {
      sql: `SELECT count(*) AS looked, coalesce(sum(${where.join(' AND ')}), 0) AS count FROM ${among(candidates)}`,
      params: { ...candidates.params, ...params },
    }),
  );
  return row;
}
