import type { TriesStore } from '../../accounts/sign-in-tries-store';

/** Counts of wrong passwords in memory. */
export function memoryTries(): TriesStore {
  const counts = new Map<string, number>();
  const count = (key: string, by: number) => {
    const after = (counts.get(key) ?? 0) + by;
    counts.set(key, after);
    return after;
  };
  return {
    add: async (key) => count(key, 1),
    takeBack: async (key) => void count(key, -1),
  };
}
