/**
 * The catalogue view. Bump the version when a table changes: the view then
 * starts empty and is built again. Times are ISO 8601 in UTC, so that their
 * order is the order of their text.
 */
export const CATALOGUE_FILE = 'catalogue-v2.db';

const TABLES = `
CREATE TABLE IF NOT EXISTS product (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  active INTEGER NOT NULL,
  vendor_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  category TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  sku TEXT,
  image TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS product_text USING fts5(
  name, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
CREATE TABLE IF NOT EXISTS stock (
  product_id TEXT PRIMARY KEY, version INTEGER NOT NULL, available INTEGER NOT NULL, as_of TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS vendor (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS flag (name TEXT PRIMARY KEY, set_at TEXT NOT NULL) STRICT;
`;

export const SORT_COLUMNS = ['created_at', 'amount_minor', 'name_key'] as const;

// One index per equality filter and sort order; the id breaks ties.
const INDEXES = ['', 'category', 'vendor_id'].flatMap((prefix) =>
  SORT_COLUMNS.map((column) => {
    const columns = [prefix, column, 'id'].filter((name) => name !== '');
    return `CREATE INDEX IF NOT EXISTS product_by_${columns.join('_')} ON product (${columns.join(', ')}) WHERE active = 1;`;
  }),
);

// A vendor's own list, archived ones too.
const OWN =
  'CREATE INDEX IF NOT EXISTS product_of_vendor ON product (vendor_id, active, updated_at, id);';

export const CATALOGUE_SCHEMA = [TABLES, ...INDEXES, OWN].join('\n');
