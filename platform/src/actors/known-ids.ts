import { LRUCache } from 'lru-cache';

/** Ten megabytes of ids. */
const KNOWN = 100_000;

/** The ids of one type that have an actor's state behind them. */
export interface KnownIds {
  /**
   * Asks the store about an id that is not known to exist. That one does not
   * exist is never remembered, so a new one is known at once, everywhere.
   * @throws AppError when the store does not answer.
   */
  has(id: string): Promise<boolean>;
}

/**
 * Keeps calls for ids that somebody made up away from the actors: each would
 * make one resident, here and in the sidecar. For actors whose state is never
 * deleted.
 */
export function knownIds(
  exists: (id: string) => Promise<boolean>,
  most = KNOWN,
): KnownIds {
  // Bounded by size: with `max` it would make all its places at the start,
  // several megabytes.
  const known = new LRUCache<string, true>({
    maxSize: most,
    sizeCalculation: () => 1,
  });
  return {
    async has(id) {
      if (known.get(id)) return true;
      if (!(await exists(id))) return false;
      known.set(id, true);
      return true;
    },
  };
}
