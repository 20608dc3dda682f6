import type { StockSummary } from '@souk/contracts/inventory/views';
import type { AnnouncedProduct } from '@souk/contracts/products/events';
import type { VendorSummary } from '@souk/contracts/vendors/views';
import type { Change } from './db';
import { nameKey } from './name-key';

/** The data of an archived product. */
export interface Archived {
  id: string;
  vendorId: string;
  version: number;
  archivedAt: string;
}

/** What owners say; each list may hold an entity in several versions. */
export interface Chunk {
  products?: AnnouncedProduct[];
  archived?: Archived[];
  stock?: StockSummary[];
  vendors?: VendorSummary[];
}

/** `INSERT` of the values of each object in the JSON list `:rows`. */
const insert = (table: string, columns: Record<string, string>) =>
  `INSERT INTO ${table} (${Object.keys(columns).join(', ')})
SELECT ${Object.values(columns).join(', ')} FROM json_each(:rows) WHERE true`;
const field = (name: string) => `value ->> '$.${name}'`;

const DETAILS = {
  name: field('name'),
  name_key: field('nameKey'),
  category: field('category'),
  amount_minor: field('price.amountMinor'),
  currency: field('price.currency'),
  sku: field('sku'),
  weight_grams: field('weightGrams'),
  tax_class: field('taxClass'),
  image: field('images[0]'),
  images: "value -> '$.images'",
  attributes: "value -> '$.attributes'",
  description: field('description'),
};

const kept = (columns: string[]) =>
  columns.map((name) => `${name} = excluded.${name}`).join(', ');

// Details and life have a version each: an archiving that overtakes a change
// hides the product, and the change still applies to its details.
const PUT_PRODUCTS = `
${insert('product', {
  id: field('id'),
  version: field('version'),
  details_version: field('version'),
  active: `${field('status')} = 'active'`,
  vendor_id: field('vendorId'),
  ...DETAILS,
  created_at: field('createdAt'),
  updated_at: field('updatedAt'),
})}
ON CONFLICT (id) DO UPDATE SET
  active = iif(excluded.version >= product.version, excluded.active, product.active),
  updated_at = iif(excluded.version >= product.version, excluded.updated_at, product.updated_at),
  version = max(excluded.version, product.version),
  ${kept(['details_version', 'vendor_id', 'created_at', ...Object.keys(DETAILS)])}
WHERE excluded.details_version > product.details_version
  OR (excluded.details_version = product.details_version AND product.description IS NULL AND excluded.description IS NOT NULL)`;

const ARCHIVE = `
${insert('product', {
  id: field('id'),
  version: field('version'),
  details_version: '0',
  active: '0',
  vendor_id: field('vendorId'),
  name: "''",
  name_key: "''",
  category: "''",
  amount_minor: '0',
  currency: "''",
  images: "'[]'",
  attributes: "'{}'",
  created_at: field('archivedAt'),
  updated_at: field('archivedAt'),
})}
ON CONFLICT (id) DO UPDATE SET ${kept(['version', 'active', 'updated_at'])}
WHERE excluded.version > product.version`;

const PUT_STOCK = `
${insert('stock', {
  product_id: field('productId'),
  version: field('version'),
  available: field('available'),
  as_of: field('asOf'),
})}
ON CONFLICT (product_id) DO UPDATE SET ${kept(['version', 'available', 'as_of'])}
WHERE excluded.version > stock.version`;

const PUT_VENDORS = `
${insert('vendor', { id: field('id'), name: field('name') })}
ON CONFLICT (id) DO UPDATE SET name = excluded.name`;

/** The statements that write a chunk; each writes all its rows. */
export function changesOf(chunk: Chunk): Change[] {
  const { products = [], archived = [], stock = [], vendors = [] } = chunk;
  const named = products.map((product) => ({
    ...product,
    nameKey: nameKey(product.name),
  }));
  return [
    ...changeOf(PUT_VENDORS, vendors),
    ...changeOf(PUT_PRODUCTS, named),
    ...changeOf(ARCHIVE, archived),
    ...changeOf(PUT_STOCK, stock),
  ];
}

const changeOf = (sql: string, rows: object[]): Change[] =>
  rows.length === 0 ? [] : [{ sql, params: { rows: JSON.stringify(rows) } }];
