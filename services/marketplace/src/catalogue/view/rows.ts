import type { Product } from '@souk/contracts/products/views';
import type { CatalogueDb } from './db';
import { nameKey } from './name-key';

const PUT_PRODUCT = `
INSERT INTO product (id, version, active, vendor_id, name, name_key, category, amount_minor, currency, sku, image, created_at, updated_at)
VALUES (:id, :version, :active, :vendorId, :name, :nameKey, :category, :amountMinor, :currency, :sku, :image, :createdAt, :updatedAt)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, active = excluded.active, vendor_id = excluded.vendor_id,
  name = excluded.name, name_key = excluded.name_key, category = excluded.category, amount_minor = excluded.amount_minor,
  currency = excluded.currency, sku = excluded.sku, image = excluded.image, created_at = excluded.created_at,
  updated_at = excluded.updated_at
WHERE excluded.version > product.version OR (excluded.version = product.version AND product.name = '')`;

const ARCHIVE =
  'UPDATE product SET version = :version, active = 0, updated_at = :updatedAt WHERE id = :id AND version < :version';

const FORGET_TEXT =
  'DELETE FROM product_text WHERE rowid = (SELECT seq FROM product WHERE id = :id)';
const PUT_TEXT =
  'INSERT INTO product_text (rowid, name) SELECT seq, :name FROM product WHERE id = :id';

/** The data of an archived product. */
export interface Archived {
  id: string;
  vendorId: string;
  version: number;
  archivedAt: string;
}

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
  updatedAt: string;
}

const rowOf = ({
  id,
  vendorId,
  version,
  status,
  name,
  category,
  price,
  sku,
  images,
  createdAt,
  updatedAt,
}: Product): ProductRow => ({
  id,
  vendorId,
  version,
  name,
  category,
  sku,
  createdAt,
  updatedAt,
  ...price,
  active: status === 'active' ? 1 : 0,
  image: images[0] ?? null,
});

/**
 * Keeps the rows of products and the index of their names in step. Call it
 * within a transaction.
 */
export function productRows(db: CatalogueDb) {
  const putRow = (row: ProductRow) => {
    const applied = db
      .statement(PUT_PRODUCT)
      .run({ ...row, nameKey: nameKey(row.name) });
    if (applied === 0) return;
    db.statement(FORGET_TEXT).run({ id: row.id });
    if (row.active === 1)
      db.statement(PUT_TEXT).run({ id: row.id, name: row.name });
  };
  return {
    put: (product: Product) => putRow(rowOf(product)),
    archive({ id, vendorId, version, archivedAt }: Archived) {
      const known = db
        .statement(ARCHIVE)
        .run({ id, version, updatedAt: archivedAt });
      if (known > 0) db.statement(FORGET_TEXT).run({ id });
      const nothing = {
        name: '',
        category: '',
        amountMinor: 0,
        currency: '',
        sku: null,
        image: null,
      };
      if (known === 0)
        putRow({
          id,
          vendorId,
          version,
          active: 0,
          ...nothing,
          createdAt: archivedAt,
          updatedAt: archivedAt,
        });
    },
  };
}
