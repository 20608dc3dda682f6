export interface CatchUpOptions {
  /** Events that wait for this replica; undefined while nobody knows. */
  lag: () => number | undefined;
  now: () => Date;
}

/** A second of events at most. */
const NEAR = 1_000;
const LONGEST_MS = 60_000;

/**
 * Whether a replica that has started may serve: once it has nearly read what it
 * missed, or after a minute. From then on it stays so: all replicas fall behind
 * in the same burst, and a late answer is better than none.
 */
export function catchUp({ lag, now }: CatchUpOptions): () => boolean {
  const since = now().getTime();
  let done = false;
  return () => {
    done ||=
      (lag() ?? Infinity) <= NEAR || now().getTime() - since >= LONGEST_MS;
    return done;
  };
}
