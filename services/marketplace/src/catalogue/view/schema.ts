/**
 * The catalogue view. Bump the version when a table changes: the view then
 * starts empty and is built again. Times are ISO 8601 in UTC, so that their
 * order is the order of their text.
 */
export const CATALOGUE_FILE = 'catalogue-v4.db';

/**
 * `version` is the newest one heard of; `details_version` is that of the
 * details, which is lower while only the archiving has arrived, and 0 when
 * nothing but that has. A null `description` has not arrived yet. Short
 * prefixes have an index of their own, so that a search for one letter does not
 * merge the lists of all words that begin with it.
 */
const TABLES = `
CREATE TABLE IF NOT EXISTS product (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  details_version INTEGER NOT NULL,
  active INTEGER NOT NULL,
  vendor_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  category TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  sku TEXT,
  weight_grams INTEGER,
  tax_class TEXT,
  image TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  images TEXT NOT NULL,
  attributes TEXT NOT NULL,
  description TEXT
) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS product_text USING fts5(
  name, content='', contentless_delete=1, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2'
);
CREATE TABLE IF NOT EXISTS stock (
  product_id TEXT PRIMARY KEY, version INTEGER NOT NULL, available INTEGER NOT NULL, as_of TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS vendor (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS category (name TEXT PRIMARY KEY, products INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

const COUNT_NEW =
  'INSERT INTO category VALUES (new.category, 1) ON CONFLICT (name) DO UPDATE SET products = products + 1;';
const COUNT_OLD =
  'UPDATE category SET products = products - 1 WHERE name = old.category;';
const INDEX_NEW =
  'INSERT INTO product_text (rowid, name) VALUES (new.seq, new.name);';
const FORGET_OLD = 'DELETE FROM product_text WHERE rowid = old.seq;';

// The words of the name and the size of the category follow each active row.
const TRIGGERS = `
CREATE TRIGGER IF NOT EXISTS product_added AFTER INSERT ON product WHEN new.active = 1
BEGIN ${INDEX_NEW} ${COUNT_NEW} END;
CREATE TRIGGER IF NOT EXISTS product_shown AFTER UPDATE ON product WHEN old.active = 0 AND new.active = 1
BEGIN ${INDEX_NEW} ${COUNT_NEW} END;
CREATE TRIGGER IF NOT EXISTS product_hidden AFTER UPDATE ON product WHEN old.active = 1 AND new.active = 0
BEGIN ${FORGET_OLD} ${COUNT_OLD} END;
CREATE TRIGGER IF NOT EXISTS product_renamed AFTER UPDATE ON product WHEN old.active = 1 AND new.active = 1 AND old.name <> new.name
BEGIN ${FORGET_OLD} ${INDEX_NEW} END;
CREATE TRIGGER IF NOT EXISTS product_moved AFTER UPDATE ON product WHEN old.active = 1 AND new.active = 1 AND old.category <> new.category
BEGIN ${COUNT_OLD} ${COUNT_NEW} END;
CREATE TRIGGER IF NOT EXISTS product_removed AFTER DELETE ON product WHEN old.active = 1
BEGIN ${FORGET_OLD} ${COUNT_OLD} END;
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

export const CATALOGUE_SCHEMA = [TABLES, TRIGGERS, ...INDEXES, OWN].join('\n');
