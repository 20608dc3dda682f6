import { BUDGET_MS, beforeDeadline, withBudget } from '../http/deadline';
import type { Collection, Document, IndexDescription } from 'mongodb';

/**
 * Resolves when the indexes exist; after a failure the next call tries again.
 */
export type IndexesMade = () => Promise<void>;

/**
 * Creates a collection's indexes on first use, so a service can start before
 * its database. A caller that relies on an index (especially a unique one)
 * awaits this before it writes; later calls are free.
 */
export function ensureIndexes<D extends Document>(
  collection: Collection<D>,
  indexes: IndexDescription[],
): IndexesMade {
  let made: Promise<void> | undefined;
  return () => {
    // All callers share it, whatever time the first of them has.
    made ??= withBudget(BUDGET_MS, () =>
      collection.createIndexes(indexes),
    ).then(
      () => undefined,
      (err: unknown) => {
        made = undefined;
        throw err;
      },
    );
    return beforeDeadline(made);
  };
}
