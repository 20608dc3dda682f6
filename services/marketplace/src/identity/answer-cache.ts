import { BUDGET_MS, withBudget } from '@souk/platform/http/deadline';
import { LRUCache } from 'lru-cache';

const CACHED_FOR_MS = 30_000;

interface Cached<T> {
  answer: T;
  expiresAt: number;
}

/**
 * Caches the answer of `ask` by subject for half a minute, but never past the
 * answer's own expiry. Concurrent callers share one request; a refusal is not
 * cached.
 */
export function answerCache<T extends { validUntil: string }>(
  ask: (subject: string) => Promise<T>,
  { now, keyOf }: { now: () => number; keyOf: (subject: string) => string },
): (subject: string) => Promise<T> {
  const cache = new LRUCache<string, Cached<T>>({ max: 20_000 });
  const inFlight = new Map<string, Promise<T>>();

  const request = async (key: string, subject: string): Promise<T> => {
    const answer = await ask(subject);
    const expiresAt = Math.min(
      now() + CACHED_FOR_MS,
      Date.parse(answer.validUntil),
    );
    cache.set(key, { answer, expiresAt });
    return answer;
  };
  return (subject) => {
    const key = keyOf(subject);
    const cached = cache.get(key);
    if (cached && now() < cached.expiresAt) {
      return Promise.resolve(cached.answer);
    }
    const running = inFlight.get(key);
    if (running) return running;
    const requested = withBudget(BUDGET_MS, () =>
      request(key, subject),
    ).finally(() => inFlight.delete(key));
    inFlight.set(key, requested);
    return requested;
  };
}
