import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { connect, type Connection, type Params } from './connection';
import { searches } from './searches';

export interface Change {
  sql: string;
  params: Params;
}

/**
 * The part of SQLite the catalogue needs; only this file and `connection.ts`
 * name the engine. Readers see what was committed when they began.
 */
export interface CatalogueDb {
  /**
   * Reads on this thread, so only what an index bounds to a few rows: a hop to
   * another thread would cost more.
   */
  read(sql: string, params?: Params): unknown[];
  /**
   * Reads on a thread of the engine, where it holds up nobody. @throws AppError
   * `search-too-slow`, `overloaded`.
   */
  search(sql: string, params?: Params): Promise<unknown[]>;
  /**
   * All changes in one transaction, on a thread of the engine. One caller at a
   * time.
   */
  write(changes: Change[]): Promise<void>;
  /** Another number after each write: what was read before may be old. */
  revision(): number;
  close(): Promise<void>;
}

export interface CatalogueDbOptions {
  path: string;
  schema: string;
  /** How long a search may run; by default 200 ms. */
  cutAfterMs?: number;
  /** Called for each search that was cut. */
  onCut?: (sql: string) => void;
}

const SEARCHES_AT_ONCE = 2;
const MAX_WAITING = 100;
const CUT_AFTER_MS = 200;
// NORMAL may lose the last writes in a power failure, never in a crash of the
// process; the rebuild at the next start restores them.
const PRAGMAS =
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;';

/**
 * Opens the file and creates the schema. A corrupt file is replaced, since the
 * view can be rebuilt.
 */
export function openCatalogueDb(options: CatalogueDbOptions): CatalogueDb {
  const { path, schema } = options;
  mkdirSync(dirname(path), { recursive: true });
  const here = openHere(path, schema);
  const writer = connect(path);
  const searching = searches({
    open: () => connect(path),
    atOnce: SEARCHES_AT_ONCE,
    cutAfterMs: options.cutAfterMs ?? CUT_AFTER_MS,
    maxWaiting: MAX_WAITING,
    onCut: options.onCut ?? (() => undefined),
  });
  const writerReady = writer.exec(PRAGMAS);
  writerReady.catch(() => undefined); // thrown by each write
  const statements = new Map<string, Database.Statement>();
  let writing: Promise<void> = writerReady;
  let writes = 0;
  return {
    read(sql, params = {}) {
      const statement = statements.get(sql) ?? here.prepare(sql);
      statements.set(sql, statement);
      // `.get()` would add a key of its own to the row.
      return statement.all(params);
    },
    search: (sql, params = {}) => searching.all(sql, params),
    async write(changes) {
      await writerReady;
      writing = transaction(writer, changes).finally(() => (writes += 1));
      await writing;
    },
    revision: () => writes,
    async close() {
      await Promise.allSettled([writing, searching.close()]);
      writer.close();
      here.close();
    },
  };
}

function openHere(path: string, schema: string): Database.Database {
  const open = () => {
    const db = new Database(path);
    db.exec(PRAGMAS);
    // In one transaction: each table would be a commit otherwise.
    db.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`);
    return db;
  };
  try {
    return open();
  } catch {
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(`${path}${suffix}`, { force: true });
    return open();
  }
}

async function transaction(
  writer: Connection,
  changes: Change[],
): Promise<void> {
  // Run by exec: a prepared BEGIN on a busy database makes the connection
  // unusable.
  await writer.exec('BEGIN IMMEDIATE');
  try {
    for (const { sql, params } of changes) await writer.run(sql, params);
    await writer.exec('COMMIT');
  } catch (err) {
    await writer.exec('ROLLBACK');
    throw err;
  }
}
