import { LRUCache } from 'lru-cache';

const TRUSTED_FOR_MS = 30_000;

interface Known<T> {
  answer: T;
  goodUntil: number;
}

/**
 * Caches the answer of `ask` by subject for half a minute, but never past the
 * answer's own expiry. Concurrent callers share one request; a refusal is not
 * cached.
 */
export function believed<T extends { validUntil: string }>(
  ask: (subject: string) => Promise<T>,
  { now, keyOf }: { now: () => number; keyOf: (subject: string) => string },
): (subject: string) => Promise<T> {
  const known = new LRUCache<string, Known<T>>({ max: 20_000 });
  const asking = new Map<string, Promise<T>>();

  const question = async (key: string, subject: string): Promise<T> => {
    const answer = await ask(subject);
    known.set(key, {
      answer,
      goodUntil: Math.min(
        now() + TRUSTED_FOR_MS,
        Date.parse(answer.validUntil),
      ),
    });
    return answer;
  };
  return (subject) => {
    const key = keyOf(subject);
    const found = known.get(key);
    if (found && now() < found.goodUntil) return Promise.resolve(found.answer);
    const running = asking.get(key);
    if (running) return running;
    const asked = question(key, subject).finally(() => asking.delete(key));
    asking.set(key, asked);
    return asked;
  };
}
