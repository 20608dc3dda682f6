/** What chance decides in this run; the same seed decides the same again. */
export const seed = Number(process.env['SOUK_SEED'] ?? Date.now() % 1_000_000_000);

/** A whole number below `limit`. */
export type Chance = (limit: number) => number;

/** Always the same numbers for one seed and name (Mulberry32). */
export function chance(name: string, from = seed): Chance {
  let state = Buffer.from(name).reduce((mixed, byte) => Math.imul(mixed ^ byte, 0x01000193), from);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
