import type { ListProducts } from '@souk/contracts/marketplace/catalogue';
import {
  FACETS_CAP,
  type FacetsQuery,
} from '@souk/contracts/marketplace/storefront';
import type { Params, Value } from './connection';
import type { SORT_COLUMNS } from './schema';

/**
 * The sort value and the id of the last row of a page; the next page starts
 * after it.
 */
export type Position = [string | number, string];

export type Filter = Omit<ListProducts, 'after' | 'limit'>;

export interface PageRequest {
  filter: Filter;
  after: Position | undefined;
  limit: number;
}

export interface Query {
  sql: string;
  params: Params;
}

interface Order {
  column: (typeof SORT_COLUMNS)[number];
  direction: 'ASC' | 'DESC';
}

/** Prices are compared by their minor units, whatever their currency. */
const ORDERS: Record<Filter['sort'], Order> = {
  newest: { column: 'created_at', direction: 'DESC' },
  price: { column: 'amount_minor', direction: 'ASC' },
  '-price': { column: 'amount_minor', direction: 'DESC' },
  name: { column: 'name_key', direction: 'ASC' },
};

/** Further words of a search are ignored. */
const MOST_WORDS = 8;

export const byPrice = ({ minPrice, maxPrice }: FacetsQuery): boolean =>
  minPrice !== undefined || maxPrice !== undefined;

/**
 * Whether one index has exactly the rows of this list, in its order: then a
 * page reads no other rows, however large the catalogue is.
 */
export function ledByIndex(filter: Filter): boolean {
  const { q, category, vendorId, inStockOnly, sort } = filter;
  return (
    q === undefined &&
    inStockOnly !== true &&
    (category === undefined || vendorId === undefined) &&
    (!byPrice(filter) || sort === 'price' || sort === '-price')
  );
}

/**
 * One keyset page: it starts after a position instead of skipping rows, so rows
 * added meanwhile shift or repeat nothing. There is one statement per
 * combination of filters, so it can stay prepared. With `first`, only
 * candidates are looked at.
 */
export function pageQuery(
  { filter, after, limit }: PageRequest,
  first?: Query,
): Query {
  const { column, direction } = ORDERS[filter.sort];
  const { where, params } = conditionsOf(filter, column);
  if (after) {
    where.push(
      `(p.${column}, p.id) ${direction === 'ASC' ? '>' : '<'} (:sortValue, :id)`,
    );
    [params['sortValue'], params['id']] = after;
  }
  const sql = `
SELECT p.id, p.name, p.category, p.amount_minor, p.currency, p.sku, p.image, p.vendor_id, p.${column} AS sort_value,
  coalesce(v.name, p.vendor_id) AS vendor_name, coalesce(s.available, 0) AS available, coalesce(s.as_of, p.created_at) AS as_of
FROM ${first ? among(first) : PRODUCTS_WITH_STOCK} LEFT JOIN vendor v ON v.id = p.vendor_id
WHERE ${where.join(' AND ')}
ORDER BY p.${column} ${direction}, p.id ${direction} LIMIT :limit`;
  return { sql, params: { ...first?.params, ...params, limit: limit + 1 } };
}

const PRODUCTS_WITH_STOCK =
  'product p LEFT JOIN stock s ON s.product_id = p.id';

/** These products with their stock; a CROSS JOIN keeps the order of tables. */
export const among = (candidates: Query): string =>
  `(${candidates.sql}) CROSS JOIN product p ON p.seq = hit LEFT JOIN stock s ON s.product_id = p.id`;

/**
 * At most `FACETS_CAP` products along one index, among which the others of the
 * filter's conditions select: the newest ones with these words, the cheapest
 * ones of a range of prices, otherwise the newest ones.
 */
export function candidatesOf(filter: FacetsQuery): Query {
  const words = matchOf(filter.q);
  if (words !== undefined)
    return {
      sql: `SELECT rowid AS hit FROM product_text WHERE product_text MATCH :words ORDER BY rowid DESC LIMIT ${FACETS_CAP}`,
      params: { words },
    };
  const { category, vendorId, minPrice, maxPrice } = filter;
  // A vendor has fewer products than a category.
  const one = vendorId === undefined ? { category } : { vendorId };
  const { where, params } = conditionsOf({ ...one, minPrice, maxPrice });
  const order = byPrice(filter) ? 'p.amount_minor' : 'p.created_at DESC';
  return {
    sql: `SELECT p.seq AS hit FROM product p WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ${FACETS_CAP}`,
    params,
  };
}

/**
 * The conditions on a product `p` and its stock `s`, except the words. Along
 * another column than the price, the `+` keeps SQLite from sorting a whole
 * range of prices.
 */
export function conditionsOf(
  filter: FacetsQuery,
  along: Order['column'] = 'amount_minor',
): {
  where: string[];
  params: Params;
} {
  const price = along === 'amount_minor' ? 'p.amount_minor' : '+p.amount_minor';
  const params: Params = {};
  const where = ['p.active = 1'];
  const add = (condition: string, name: string, value: Value | undefined) => {
    if (value === undefined) return;
    where.push(condition);
    params[name] = value;
  };
  add('p.category = :category', 'category', filter.category);
  add('p.vendor_id = :vendorId', 'vendorId', filter.vendorId);
  add(`${price} >= :minPrice`, 'minPrice', filter.minPrice);
  add(`${price} <= :maxPrice`, 'maxPrice', filter.maxPrice);
  if (filter.inStockOnly) where.push('s.available > 0');
  return { where, params };
}

/** The words of a text as the index splits them. */
export const wordsOf = (text: string): string[] =>
  text.normalize('NFKC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

// Each word must start a word of the name. Quoting keeps it from being query
// syntax; without any word nothing matches.
export function matchOf(q: string | undefined): string | undefined {
  if (q === undefined) return undefined;
  const words = [...new Set(wordsOf(q))].slice(0, MOST_WORDS);
  return words.length === 0
    ? '""'
    : words.map((word) => `"${word}"*`).join(' ');
}
