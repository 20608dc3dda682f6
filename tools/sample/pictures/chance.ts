/**
 * Always the same numbers for the same words, so that a product keeps its
 * picture.
 */
export interface Chance {
  /** From 0 up to 1. */
  next: () => number;
  between: (low: number, high: number) => number;
  pick: <T>(items: readonly [T, ...T[]]) => T;
}

/**
 * FNV-1a to begin with, then mulberry32: small generators, good enough for
 * drawing.
 */
export function chance(words: string): Chance {
  let state = 2_166_136_261;
  for (const char of words)
    state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16_777_619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}
