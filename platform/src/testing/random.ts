/** Reproducible random choices: the same seed gives the same sequence. */
export interface Random {
  /** A whole number from 0 to `limit` − 1. */
  below: (limit: number) => number;
  happens: (probability: number) => boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    below: (limit) => next() % limit,
    happens: (probability) => next() < probability * 2 ** 32,
    pick(from) {
      const [only] = from.slice(next() % from.length);
      if (only === undefined) throw new Error('There is nothing to pick from');
      return only;
    },
  };
}
