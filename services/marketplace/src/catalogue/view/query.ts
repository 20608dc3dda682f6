import type { ListProducts } from '@souk/contracts/marketplace/catalogue';
import type { FacetsQuery } from '@souk/contracts/marketplace/storefront';
import type { Params, Value } from './db';
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

/**
 * One keyset page: it starts after a position instead of skipping rows, so rows
 * added meanwhile shift or repeat nothing. There is one statement per
 * combination of filters, so it can stay prepared.
 */
export function pageQuery({ filter, after, limit }: PageRequest): {
  sql: string;
  params: Params;
} {
  const { column, direction } = ORDERS[filter.sort];
  const { where, params } = conditionsOf(filter);
  if (after) {
    where.push(
      `(p.${column}, p.id) ${direction === 'ASC' ? '>' : '<'} (:sortValue, :id)`,
    );
    [params['sortValue'], params['id']] = after;
  }
  const sql = `
SELECT p.id, p.name, p.category, p.amount_minor, p.currency, p.sku, p.image, p.vendor_id, p.${column} AS sort_value,
  coalesce(v.name, p.vendor_id) AS vendor_name, coalesce(s.available, 0) AS available, coalesce(s.as_of, p.created_at) AS as_of
FROM ${PRODUCTS_WITH_STOCK} LEFT JOIN vendor v ON v.id = p.vendor_id
WHERE ${where.join(' AND ')}
ORDER BY p.${column} ${direction}, p.id ${direction} LIMIT :limit`;
  return { sql, params: { ...params, limit: limit + 1 } };
}

export const PRODUCTS_WITH_STOCK =
  'product p LEFT JOIN stock s ON s.product_id = p.id';

/**
 * The conditions on `PRODUCTS_WITH_STOCK` for these filters, and the values to
 * bind.
 */
export function conditionsOf(filter: FacetsQuery): {
  where: string[];
  params: Params;
} {
  const params: Params = {};
  const where = ['p.active = 1'];
  const add = (condition: string, name: string, value: Value | undefined) => {
    if (value === undefined) return;
    where.push(condition);
    params[name] = value;
  };
  add('p.category = :category', 'category', filter.category);
  add('p.vendor_id = :vendorId', 'vendorId', filter.vendorId);
  add('p.amount_minor >= :minPrice', 'minPrice', filter.minPrice);
  add('p.amount_minor <= :maxPrice', 'maxPrice', filter.maxPrice);
  add(
    'p.seq IN (SELECT rowid FROM product_text WHERE product_text MATCH :words)',
    'words',
    matchOf(filter.q),
  );
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
  const words = wordsOf(q);
  return words.length === 0
    ? '""'
    : words.map((word) => `"${word}"*`).join(' ');
}
