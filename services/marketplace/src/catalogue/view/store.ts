import type { CatalogueItem } from '@souk/contracts/marketplace/catalogue';
import type { StockSummary } from '@souk/contracts/inventory/views';
import type { AnnouncedProduct } from '@souk/contracts/products/events';
import {
  FACETS_CAP,
  type Facets,
  type FacetsQuery,
} from '@souk/contracts/marketplace/storefront';
import type { VendorSummary } from '@souk/contracts/vendors/views';
import { z } from 'zod';
import type { CatalogueDb } from './db';
import { detailsOf, type ProductDetails } from './details';
import { facetsOf } from './facets';
import {
  markOf,
  rebuildPositionOf,
  rebuiltTo,
  type RebuildPosition,
} from './marks';
import { ownPage, type OwnPage, type OwnRequest } from './own';
import {
  byPrice,
  candidatesOf,
  ledByIndex,
  pageQuery,
  type Filter,
  type PageRequest,
  type Position,
  type Query,
} from './query';
import { shopView, type ShopView } from './shop';
import type { Archived, Chunk } from './rows';
import { catalogueWriter } from './writer';

interface Page {
  items: CatalogueItem[];
  /** The position of the last item; undefined at the end of the list. */
  last: Position | undefined;
}

/**
 * Input of `put…` may be repeated, late and out of order: a version is applied
 * once and only over an older one. Writes resolve once they are committed.
 * Reads that return a promise may run on another thread. @throws AppError
 * `search-too-slow`, `overloaded`.
 */
export interface CatalogueStore extends ShopView {
  putProduct(product: AnnouncedProduct): Promise<void>;
  /**
   * Leaves a tombstone even for an unknown product, so that a late creation
   * does not bring it back.
   */
  archiveProduct(archived: Archived): Promise<void>;
  /** Stock of a product that is not known yet waits for it. */
  putStock(stock: StockSummary): Promise<void>;
  putVendor(vendor: VendorSummary): Promise<void>;
  /** All of it in one transaction. */
  putAll(chunk: Chunk): Promise<void>;
  vendorName(id: string): string | undefined;
  /** Undefined when not all of it is known here. */
  product(id: string): ProductDetails | 'archived' | undefined;
  page(request: PageRequest): Promise<Page>;
  facets(filter: FacetsQuery): Promise<Facets>;
  own(request: OwnRequest): Promise<OwnPage>;
  /** Changes with each change of the view. */
  revision(): number;
  /** Whether the view has been built completely. */
  built(): boolean;
  /** Where a rebuild that has begun goes on. */
  rebuildPosition(): RebuildPosition | undefined;
  /**
   * A page of a rebuild together with where the next one begins; without one,
   * the view is built.
   */
  putRebuilt(
    chunk: Chunk,
    next: RebuildPosition | undefined,
    at: Date,
  ): Promise<void>;
}

const Row = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string(),
  amount_minor: z.int(),
  currency: z.string(),
  sku: z.string().nullable(),
  image: z.string().nullable(),
  vendor_id: z.string(),
  vendor_name: z.string(),
  available: z.int(),
  as_of: z.string(),
  sort_value: z.union([z.string(), z.int()]),
});
type Row = z.infer<typeof Row>;
const Rows = z.array(Row);
const Names = z.array(z.object({ name: z.string() }));
const Count = z.tuple([z.object({ count: z.int() })]);

export function catalogueStore(db: CatalogueDb): CatalogueStore {
  const writer = catalogueWriter(db);
  return {
    ...shopView(db),
    facets: (filter) => facetsOf(db, filter),
    own: (request) => ownPage(db, request),
    putAll: (chunk) => writer.put(chunk),
    putStock: (stock) => writer.put({ stock: [stock] }),
    putVendor: (vendor) => writer.put({ vendors: [vendor] }),
    putProduct: (product) => writer.put({ products: [product] }),
    archiveProduct: (archived) => writer.put({ archived: [archived] }),
    vendorName: (id) =>
      Names.parse(db.read('SELECT name FROM vendor WHERE id = :id', { id }))[0]
        ?.name,
    product: (id) => detailsOf(db, id),
    async page(request) {
      const rows = Rows.parse(await readPage(db, request));
      // One extra row shows whether there is a next page.
      const shown = rows.slice(0, request.limit);
      const last = rows.length > request.limit ? shown.at(-1) : undefined;
      return {
        items: shown.map(itemOf),
        last: last && [last.sort_value, last.id],
      };
    },
    revision: () => db.revision(),
    built: () => markOf(db, 'built') !== undefined,
    rebuildPosition: () => rebuildPositionOf(db),
    putRebuilt: (chunk, next, at) => writer.put(chunk, rebuiltTo(next, at)),
  };
}

async function readPage(
  db: CatalogueDb,
  request: PageRequest,
): Promise<unknown[]> {
  const { filter } = request;
  const narrow = await narrowedBy(db, filter);
  const { sql, params } = pageQuery(request, narrow);
  return ledByIndex(filter) ? db.read(sql, params) : db.search(sql, params);
}

/**
 * The candidates to look at, when they are few: those with the words, or those
 * of a range of prices. A large range is found soon along the order instead.
 */
async function narrowedBy(
  db: CatalogueDb,
  filter: Filter,
): Promise<Query | undefined> {
  if (ledByIndex(filter)) return undefined;
  const candidates = candidatesOf(filter);
  if (filter.q !== undefined) return candidates;
  if (!byPrice(filter)) return undefined;
  const { sql, params } = candidates;
  const [{ count }] = Count.parse(
    await db.search(`SELECT count(*) AS count FROM (${sql})`, params),
  );
  return count < FACETS_CAP ? candidates : undefined;
}

const itemOf = (row: Row): CatalogueItem => ({
  id: row.id,
  name: row.name,
  category: row.category,
  price: { amountMinor: row.amount_minor, currency: row.currency },
  sku: row.sku,
  vendor: { id: row.vendor_id, name: row.vendor_name },
  image: row.image,
  stock: {
    available: row.available,
    inStock: row.available > 0,
    asOf: row.as_of,
  },
});
