import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

/**
 * Values that may be bound. No booleans: binding one aborts the whole process.
 */
export type Value = string | number | null;
export type Params = Record<string, Value>;

interface Statement {
  all(params?: Params): unknown[];
  /** Returns how many rows changed. */
  run(params?: Params): number;
}

/**
 * The part of SQLite the catalogue needs; only this file names the engine
 * (libsql now, node:sqlite on Node 24).
 */
export interface CatalogueDb {
  exec(sql: string): void;
  /** Prepared once for each text and kept. */
  statement(sql: string): Statement;
  /**
   * All of `work` or nothing. It must not be asynchronous: there is one
   * connection.
   */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens the file and creates the schema. A corrupt file is replaced, since the
 * view can be rebuilt.
 */
export function openCatalogueDb(path: string, schema: string): CatalogueDb {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return open(path, schema);
  } catch {
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(`${path}${suffix}`, { force: true });
    return open(path, schema);
  }
}

function open(path: string, schema: string): CatalogueDb {
  const db = new Database(path);
  // NORMAL may lose the last writes in a power failure, never in a crash of the
  // process; the rebuild at the next start restores them.
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;',
  );
  db.exec(schema);
  const statements = new Map<string, Statement>();
  return {
    exec: (sql) => void db.exec(sql),
    statement(sql) {
      const found = statements.get(sql);
      if (found) return found;
      const prepared = db.prepare(sql);
      // `.get()` would add a key of its own to the row.
      const made = {
        all: (params = {}) => prepared.all(params),
        run: (params: Params = {}) => prepared.run(params).changes,
      };
      statements.set(sql, made);
      return made;
    },
    transaction(work) {
      // Run by exec: a prepared BEGIN on a busy database makes the connection
      // unusable.
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (err) {
        db.exec('ROLLBACK');
        throw err;
      }
    },
    close: () => void db.close(),
  };
}
