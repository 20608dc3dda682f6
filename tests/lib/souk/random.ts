import { randomFrom } from '@souk/platform/testing/random';

/** The random seed of this run; the same seed repeats the run. */
export const seed = Number(
  process.env['SOUK_SEED'] ?? Date.now() % 1_000_000_000,
);

/** A whole number below `limit`. */
export type Chance = (limit: number) => number;

/** A random sequence, the same for the same seed and name. */
export function chance(name: string, from = seed): Chance {
  const random = randomFrom(
    Buffer.from(name).reduce(
      (mixed, byte) => Math.imul(mixed ^ byte, 0x01000193),
      from,
    ),
  );
  return (limit) => random.below(limit);
}
