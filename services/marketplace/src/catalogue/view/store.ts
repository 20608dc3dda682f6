import type { CatalogueItem } from '@souk/contracts/marketplace/catalogue';
import type { StockSummary } from '@souk/contracts/inventory/views';
import type { Product } from '@souk/contracts/products/views';
import type {
  Facets,
  FacetsQuery,
} from '@souk/contracts/marketplace/storefront';
import type { VendorSummary } from '@souk/contracts/vendors/views';
import { z } from 'zod';
import type { CatalogueDb } from './db';
import { facetsOf } from './facets';
import { ownPage, type OwnPage, type OwnRequest } from './own';
import { pageQuery, type PageRequest, type Position } from './query';
import { shopView, type ShopView } from './shop';
import { productRows, type Archived } from './rows';

interface Page {
  items: CatalogueItem[];
  /** The position of the last item; undefined at the end of the list. */
  last: Position | undefined;
}

/**
 * Input of `put…` may be repeated, late and out of order: a version is applied
 * once and only over an older one.
 */
export interface CatalogueStore extends ShopView {
  putProduct(product: Product): void;
  /**
   * Leaves a tombstone even for an unknown product, so that a late creation
   * does not bring it back.
   */
  archiveProduct(archived: Archived): void;
  /** Stock of a product that is not known yet waits for it. */
  putStock(stock: StockSummary): void;
  putVendor(vendor: VendorSummary): void;
  /** All of it in one transaction. */
  putAll(chunk: {
    products?: Product[];
    stock?: StockSummary[];
    vendors?: VendorSummary[];
  }): void;
  vendorName(id: string): string | undefined;
  page(request: PageRequest): Page;
  facets(filter: FacetsQuery): Facets;
  own(request: OwnRequest): OwnPage;
  /** Whether the view has been built completely. */
  built(): boolean;
  markBuilt(at: Date): void;
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

const PUT_STOCK = `
INSERT INTO stock (product_id, version, available, as_of) VALUES (:productId, :version, :available, :asOf)
ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, available = excluded.available, as_of = excluded.as_of
WHERE excluded.version > stock.version`;

const PUT_VENDOR =
  'INSERT INTO vendor (id, name) VALUES (:id, :name) ON CONFLICT (id) DO UPDATE SET name = excluded.name';

export function catalogueStore(db: CatalogueDb): CatalogueStore {
  const products = productRows(db);
  const putStock = ({ productId, version, available, asOf }: StockSummary) =>
    void db.statement(PUT_STOCK).run({ productId, version, available, asOf });
  const putVendor = ({ id, name }: VendorSummary) =>
    void db.statement(PUT_VENDOR).run({ id, name });
  return {
    ...shopView(db),
    facets: (filter) => facetsOf(db, filter),
    own: (request) => ownPage(db, request),
    putStock,
    putVendor,
    putProduct: (product) => db.transaction(() => products.put(product)),
    archiveProduct: (archived) =>
      db.transaction(() => products.archive(archived)),
    putAll: ({ products: added = [], stock = [], vendors = [] }) =>
      db.transaction(() => {
        added.forEach(products.put);
        stock.forEach(putStock);
        vendors.forEach(putVendor);
      }),
    vendorName(id) {
      const [row] = z
        .array(z.object({ name: z.string() }))
        .parse(
          db.statement('SELECT name FROM vendor WHERE id = :id').all({ id }),
        );
      return row?.name;
    },
    page(request) {
      const { sql, params } = pageQuery(request);
      // One extra row shows whether there is a next page.
      const rows = z.array(Row).parse(db.statement(sql).all(params));
      const shown = rows.slice(0, request.limit);
      const last = rows.length > request.limit ? shown.at(-1) : undefined;
      return {
        items: shown.map(itemOf),
        last: last && [last.sort_value, last.id],
      };
    },
    built: () =>
      db.statement("SELECT 1 FROM flag WHERE name = 'built'").all().length > 0,
    markBuilt: (at) =>
      void db
        .statement(
          "INSERT OR REPLACE INTO flag (name, set_at) VALUES ('built', :at)",
        )
        .run({ at: at.toISOString() }),
  };
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
