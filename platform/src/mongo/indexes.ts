import type { Collection, Document, IndexDescription } from 'mongodb';

/**
 * Resolves once the indexes are there; a failed attempt is made again by the
 * next caller.
 */
export type IndexesMade = () => Promise<void>;

/**
 * Makes a collection's indexes on first need, so that a service starts before
 * its database does. Whoever relies on one (a unique one above all) awaits this
 * before writing; once made it costs nothing.
 */
export function ensureIndexes<D extends Document>(
  collection: Collection<D>,
  indexes: IndexDescription[],
): IndexesMade {
  let made: Promise<void> | undefined;
  return () => {
    made ??= collection.createIndexes(indexes).then(
      () => undefined,
      (err: unknown) => {
        made = undefined;
        throw err;
      },
    );
    return made;
  };
}
