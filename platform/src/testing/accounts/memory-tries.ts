import type { TriesStore } from '../../accounts/sign-in-tries-store';

/** Counts of wrong passwords in memory. */
export function memoryTries(): TriesStore & { size: () => number } {
  const counts = new Map<string, { account: string; count: number }>();
  return {
    size: () => counts.size,
    async add(key, { account }) {
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.set(key, { account, count });
      return count;
    },
    async takeBack(key) {
      const counted = counts.get(key);
      if (counted) counted.count -= 1;
    },
    async removeOf(account) {
      for (const [key, counted] of counts)
        if (counted.account === account) counts.delete(key);
    },
  };
}
