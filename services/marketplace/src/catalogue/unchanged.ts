import { BUDGET_MS, withBudget } from '@souk/platform/http/deadline';
import { LRUCache } from 'lru-cache';

/** A page takes some 10 kB; the first ones are asked for all the time. */
const MOST = 200;

/**
 * Answers a question again without reading, while `revision` is what it was;
 * concurrent callers share one read. Failures are not kept.
 */
export function whileUnchanged<T>(
  revision: () => number,
): (question: string, read: () => Promise<T>) => Promise<T> {
  const answers = new LRUCache<string, { at: number; answer: Promise<T> }>({
    max: MOST,
  });
  return (question, read) => {
    const at = revision();
    const known = answers.get(question);
    if (known?.at === at) return known.answer;
    // All callers share it, whatever time the first of them has.
    const answer = withBudget(BUDGET_MS, read);
    answers.set(question, { at, answer });
    answer.catch(() => {
      if (answers.peek(question)?.answer === answer) answers.delete(question);
    });
    return answer;
  };
}
