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
  // In the order of their last use. A cache with as many places made ahead
  // would take megabytes before the first id.
  const known = new Set<string>();
  const remember = (id: string) => {
    known.delete(id);
    known.add(id);
    const [oldest] = known;
    if (known.size > most && oldest !== undefined) known.delete(oldest);
  };
  return {
    async has(id) {
      if (!known.has(id) && !(await exists(id))) return false;
      remember(id);
      return true;
    },
  };
}
