import type {
  ListOwnProducts,
  OwnProduct,
} from '@souk/contracts/marketplace/own-products';
import { z } from 'zod';
import type { Params } from './connection';
import type { CatalogueDb } from './db';
import type { Position } from './query';
import { containing } from './shop';
import { nameKey } from './name-key';

export interface OwnRequest {
  vendorId: string;
  filter: Omit<ListOwnProducts, 'after' | 'limit'>;
  after: Position | undefined;
  limit: number;
}

export interface OwnPage {
  items: OwnProduct[];
  last: Position | undefined;
}

const Row = z.object({
  id: z.string(),
  version: z.int(),
  active: z.int(),
  name: z.string(),
  category: z.string(),
  amount_minor: z.int(),
  currency: z.string(),
  sku: z.string().nullable(),
  image: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  available: z.int().nullable(),
  stock_version: z.int().nullable(),
  as_of: z.string().nullable(),
  sort_value: z.union([z.string(), z.int()]),
});

const ORDERS: Record<
  ListOwnProducts['sort'],
  { column: string; direction: 'ASC' | 'DESC' }
> = {
  newest: { column: 'p.created_at', direction: 'DESC' },
  updated: { column: 'p.updated_at', direction: 'DESC' },
  name: { column: 'p.name_key', direction: 'ASC' },
  // Stock that is not open yet comes before stock that is empty.
  stock: { column: 'coalesce(s.available, -1)', direction: 'ASC' },
};

/**
 * One keyset page of a vendor's own products; only its rows are read.
 */
export async function ownPage(
  db: CatalogueDb,
  { vendorId, filter, after, limit }: OwnRequest,
): Promise<OwnPage> {
  const { column, direction } = ORDERS[filter.sort];
  const params: Params = {
    vendorId,
    active: filter.status === 'active' ? 1 : 0,
    limit: limit + 1,
  };
  // A product archived before its creation arrived has no name to show.
  const where = [
    'p.vendor_id = :vendorId',
    'p.active = :active',
    "p.name <> ''",
  ];
  if (filter.q !== undefined) {
    where.push(
      `(p.name_key LIKE :like ESCAPE '\\' OR p.sku LIKE :like ESCAPE '\\')`,
    );
    params['like'] = containing(nameKey(filter.q));
  }
  if (after) {
    where.push(
      `(${column}, p.id) ${direction === 'ASC' ? '>' : '<'} (:sortValue, :id)`,
    );
    [params['sortValue'], params['id']] = after;
  }
  const sql = `
SELECT p.id, p.version, p.active, p.name, p.category, p.amount_minor, p.currency, p.sku, p.image, p.created_at, p.updated_at,
  s.available, s.version AS stock_version, s.as_of, ${column} AS sort_value
FROM product p LEFT JOIN stock s ON s.product_id = p.id
WHERE ${where.join(' AND ')} ORDER BY ${column} ${direction}, p.id ${direction} LIMIT :limit`;
  const rows = z.array(Row).parse(await db.search(sql, params));
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(itemOf), last: last && [last.sort_value, last.id] };
}

function itemOf(row: z.infer<typeof Row>): OwnProduct {
  const {
    id,
    version,
    name,
    category,
    sku,
    image,
    available,
    stock_version: stockVersion,
    as_of: asOf,
  } = row;
  return {
    id,
    version,
    name,
    category,
    sku,
    image,
    status: row.active === 1 ? 'active' : 'archived',
    price: { amountMinor: row.amount_minor, currency: row.currency },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    stock:
      available === null || stockVersion === null || asOf === null
        ? null
        : { available, version: stockVersion, asOf },
  };
}
