/** Called with every level that was shown, after it was saved. */
export type LevelShown = (productId: string, available: number) => void;

/** What was announced of a product within the last interval. */
interface Announced {
  available: number;
  /** A later level waits for the end of the interval. */
  waiting: boolean;
  latest: number;
  timer: NodeJS.Timeout;
}

/**
 * Announces a product's level at most once per interval, always the latest one,
 * and at once when it sells out or can be bought again. A level that waits when
 * the process ends is found by the relay's search.
 */
export function levelPace(
  announce: (productId: string) => void,
  everyMs = 250,
): LevelShown {
  const recent = new Map<string, Announced>();
  const now = (productId: string, available: number) => {
    clearTimeout(recent.get(productId)?.timer);
    const timer = setTimeout(() => {
      const last = recent.get(productId);
      recent.delete(productId);
      if (last?.waiting) now(productId, last.latest);
    }, everyMs).unref();
    recent.set(productId, {
      available,
      waiting: false,
      latest: available,
      timer,
    });
    announce(productId);
  };
  return (productId, available) => {
    const last = recent.get(productId);
    if (!last || last.available > 0 !== available > 0)
      now(productId, available);
    else {
      last.waiting = true;
      last.latest = available;
    }
  };
}
