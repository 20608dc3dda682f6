import { randomFrom } from '@souk/platform/testing/random';

/** What chance decides in this run; the same seed decides the same again. */
export const seed = Number(process.env['SOUK_SEED'] ?? Date.now() % 1_000_000_000);

/** Whole numbers below `limit`, always the same ones for one seed and name. */
export function chance(name: string): (limit: number) => number {
  return randomFrom(Buffer.from(name).reduce((mixed, byte) => Math.imul(mixed ^ byte, 0x01000193), seed)).below;
}
