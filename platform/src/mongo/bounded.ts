import type { Db } from 'mongodb';
import { BUDGET_MS, timeLeft, tooLate } from '../http/deadline';

/** The place of the options among the arguments of each operation. */
const OPTIONS_AT = {
  aggregate: 1,
  bulkWrite: 1,
  countDocuments: 1,
  createIndexes: 1,
  deleteMany: 1,
  deleteOne: 1,
  distinct: 2,
  estimatedDocumentCount: 0,
  find: 1,
  findOne: 1,
  findOneAndDelete: 1,
  findOneAndReplace: 2,
  findOneAndUpdate: 2,
  insertMany: 1,
  insertOne: 1,
  replaceOne: 2,
  updateMany: 2,
  updateOne: 2,
} as const;

type Operation = (...args: unknown[]) => unknown;
interface Cursor {
  once(event: 'close', listener: () => void): void;
}

/**
 * Bounds every operation on the database's collections by the time its caller
 * still waits, and background work by `BUDGET_MS`. Then the operation is
 * aborted: it is not sent any more, or its connection is closed and its outcome
 * is unknown. The driver's own `timeoutMS` has no effect (7.9).
 */
export function bounded(db: Db): Db {
  const open = db.collection.bind(db);
  db.collection = ((...args: Parameters<Db['collection']>) => {
    const collection = open(...args);
    const operations = collection as unknown as Record<string, Operation>;
    for (const [name, at] of Object.entries(OPTIONS_AT)) {
      const operation = operations[name]?.bind(collection);
      if (operation) operations[name] = withinTime(operation, at);
    }
    return collection;
  }) as Db['collection'];
  return db;
}

const withinTime =
  (operation: Operation, optionsAt: number): Operation =>
  (...args) => {
    const options = (args[optionsAt] ?? {}) as { signal?: AbortSignal };
    // A `findOne` is a `find` inside.
    if (options.signal) return operation(...args);
    const abort = new AbortController();
    const ms = timeLeft(BUDGET_MS);
    const timer = setTimeout(() => abort.abort(tooLate()), ms).unref();
    const end = () => clearTimeout(timer);
    const bound = [...args];
    bound[optionsAt] = { ...options, signal: abort.signal };
    const result = operation(...bound);
    if (result instanceof Promise)
      return result
        .catch((err: unknown) => {
          // A bulk write stumbles over errors that are not the driver's own.
          throw abort.signal.aborted ? tooLate() : err;
        })
        .finally(end);
    (result as Cursor).once('close', end);
    return result;
  };
