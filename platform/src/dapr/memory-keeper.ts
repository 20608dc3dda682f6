import { LRUCache } from 'lru-cache';
import type { CloudEvent, DeadLetterKeeper } from './delivery';

const LIMIT = 10_000;

/**
 * For an app that can rebuild what its events tell: attempts are counted in
 * this process and nothing is kept. A restart begins to count anew, but the
 * broker forgets an event once it was given up. At most `limit` events are
 * remembered, the latest to fail.
 */
export function memoryKeeper(limit = LIMIT): DeadLetterKeeper {
  const attempts = new LRUCache<string, number>({
    maxSize: limit,
    sizeCalculation: () => 1,
  });
  return {
    keep: async (event) => void attempts.delete(keyOf(event)),
    async attempted(event) {
      const key = keyOf(event);
      const made = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, made);
      return made;
    },
  };
}

const keyOf = ({ type, id }: CloudEvent) => `${type}\n${id}`;
