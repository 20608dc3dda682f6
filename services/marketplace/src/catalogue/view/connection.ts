import Database from 'libsql/promise';
import { z } from 'zod';

/**
 * Values that may be bound. No booleans: binding one aborts the whole process.
 */
export type Value = string | number | null;
export type Params = Record<string, Value>;

/**
 * One connection whose statements run on a thread of the engine, one at a time
 * and never on the caller's. Callers queue; this only refuses to overlap.
 */
export interface Connection {
  /** Runs statements that return nothing, without parameters. */
  exec(sql: string): Promise<void>;
  /** Runs one statement that changes something. */
  run(sql: string, params: Params): Promise<void>;
  /** The rows of a SELECT whose columns all have a name. */
  all(sql: string, params: Params): Promise<unknown[]>;
  /** Makes the statement that runs fail soon; without one it does nothing. */
  interrupt(): void;
  close(): void;
}

/** What of the engine's types is used; they say `any`. */
interface Prepared {
  all(params: Params): Promise<unknown[]>;
  columns(): { name: string }[];
}
interface Engine {
  exec(sql: string): Promise<void>;
  prepare(sql: string): Promise<Prepared>;
  interrupt(): void;
  close(): void;
}

const Answer = z.tuple([z.object({ rows: z.string() })]);

export function connect(path: string): Connection {
  const db = new Database(path, {}) as unknown as Engine;
  // Statements live as long as the connection: freeing one waits for the
  // statement that runs.
  const prepared = new Map<string, Promise<Prepared>>();
  const prepare = (sql: string) => {
    const found = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, found);
    found.catch(() => prepared.delete(sql));
    return found;
  };
  return {
    exec: (sql) => db.exec(sql),
    async run(sql, params) {
      const statement = await prepare(sql);
      await statement.all(params);
    },
    async all(sql, params) {
      const columns = (await prepare(sql)).columns();
      const statement = await prepare(asJson(sql, columns));
      const [{ rows }] = Answer.parse(await statement.all(params));
      return z.array(z.unknown()).parse(JSON.parse(rows));
    },
    interrupt: () => db.interrupt(),
    close: () => db.close(),
  };
}

/**
 * The engine's thread does only the first step of a statement; further rows are
 * read on the caller's. As one row of JSON, all the work is in the first step,
 * and can be interrupted.
 */
function asJson(sql: string, columns: { name: string }[]): string {
  const row = columns.map(({ name }) => `'${name}', "${name}"`).join(', ');
  return `SELECT json_group_array(json_object(${row})) AS rows FROM (${sql})`;
}
