import type { CatalogueItem } from '@souk/contracts/catalogue';
import type { StockSummary } from '@souk/contracts/inventory';
import type { Product } from '@souk/contracts/products';
import type { VendorSummary } from '@souk/contracts/vendors';
import { z } from 'zod';
import type { CatalogueDb } from './catalogue-db';
import { pageQuery, type PageRequest, type Position } from './catalogue-query';

interface Page {
  items: CatalogueItem[];
  /** Where the last item stands; undefined at the end of the list. */
  last: Position | undefined;
}

/** What `put…` gets may come twice, late and in any order: a version is applied once and only over an older one. */
export interface CatalogueStore {
  putProduct(product: Product): void;
  /** Keeps a mark even for a product it never saw, so that a late creation does not bring it back. */
  archiveProduct(archived: { id: string; vendorId: string; version: number; archivedAt: string }): void;
  /** Stock of a product that is not known yet waits for it. */
  putStock(stock: StockSummary): void;
  putVendor(vendor: VendorSummary): void;
  /** All of it in one transaction. */
  putAll(chunk: { products?: Product[]; stock?: StockSummary[]; vendors?: VendorSummary[] }): void;
  vendorName(id: string): string | undefined;
  page(request: PageRequest): Page;
  /** Whether the view has once been built to its end. */
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

const nameKey = (name: string): string => name.normalize('NFKC').toLocaleLowerCase('en');

const PUT_PRODUCT = `
INSERT INTO product (id, version, active, vendor_id, name, name_key, category, amount_minor, currency, sku, image, created_at)
VALUES (:id, :version, :active, :vendorId, :name, :nameKey, :category, :amountMinor, :currency, :sku, :image, :createdAt)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, active = excluded.active, vendor_id = excluded.vendor_id,
  name = excluded.name, name_key = excluded.name_key, category = excluded.category, amount_minor = excluded.amount_minor,
  currency = excluded.currency, sku = excluded.sku, image = excluded.image, created_at = excluded.created_at
WHERE excluded.version > product.version`;

const FORGET_TEXT = 'DELETE FROM product_text WHERE rowid = (SELECT seq FROM product WHERE id = :id)';
const PUT_TEXT = 'INSERT INTO product_text (rowid, name) SELECT seq, :name FROM product WHERE id = :id';

const PUT_STOCK = `
INSERT INTO stock (product_id, version, available, as_of) VALUES (:productId, :version, :available, :asOf)
ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, available = excluded.available, as_of = excluded.as_of
WHERE excluded.version > stock.version`;

const PUT_VENDOR = 'INSERT INTO vendor (id, name) VALUES (:id, :name) ON CONFLICT (id) DO UPDATE SET name = excluded.name';

interface ProductRow {
  id: string;
  vendorId: string;
  version: number;
  active: 0 | 1;
  name: string;
  category: string;
  amountMinor: number;
  currency: string;
  sku: string | null;
  image: string | null;
  createdAt: string;
}

const rowOf = ({ id, vendorId, version, status, name, category, price, sku, images, createdAt }: Product): ProductRow => ({
  ...{ id, vendorId, version, name, category, sku, createdAt },
  ...price,
  active: status === 'active' ? 1 : 0,
  image: images[0] ?? null,
});

export function catalogueStore(db: CatalogueDb): CatalogueStore {
  const putRow = (row: ProductRow) => {
    const applied = db.statement(PUT_PRODUCT).run({ ...row, nameKey: nameKey(row.name) });
    if (applied === 0) return;
    db.statement(FORGET_TEXT).run({ id: row.id });
    if (row.active === 1) db.statement(PUT_TEXT).run({ id: row.id, name: row.name });
  };
  const putStock = ({ productId, version, available, asOf }: StockSummary) =>
    void db.statement(PUT_STOCK).run({ productId, version, available, asOf });
  const putVendor = ({ id, name }: VendorSummary) => void db.statement(PUT_VENDOR).run({ id, name });
  return {
    putStock,
    putVendor,
    putProduct: (product) => db.transaction(() => putRow(rowOf(product))),
    archiveProduct: ({ id, vendorId, version, archivedAt }) =>
      db.transaction(() => {
        const nothing = { name: '', category: '', amountMinor: 0, currency: '', sku: null, image: null };
        putRow({ id, vendorId, version, active: 0, ...nothing, createdAt: archivedAt });
      }),
    putAll: ({ products = [], stock = [], vendors = [] }) =>
      db.transaction(() => {
        products.map(rowOf).forEach(putRow);
        stock.forEach(putStock);
        vendors.forEach(putVendor);
      }),
    vendorName(id) {
      const [row] = z
        .array(z.object({ name: z.string() }))
        .parse(db.statement('SELECT name FROM vendor WHERE id = :id').all({ id }));
      return row?.name;
    },
    page(request) {
      const { sql, params } = pageQuery(request);
      // One row more than asked for tells whether there is a next page.
      const rows = z.array(Row).parse(db.statement(sql).all(params));
      const shown = rows.slice(0, request.limit);
      const last = rows.length > request.limit ? shown.at(-1) : undefined;
      return { items: shown.map(itemOf), last: last && [last.sort_value, last.id] };
    },
    built: () => db.statement("SELECT 1 FROM flag WHERE name = 'built'").all().length > 0,
    markBuilt: (at) =>
      void db.statement("INSERT OR REPLACE INTO flag (name, set_at) VALUES ('built', :at)").run({ at: at.toISOString() }),
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
  stock: { available: row.available, inStock: row.available > 0, asOf: row.as_of },
});
