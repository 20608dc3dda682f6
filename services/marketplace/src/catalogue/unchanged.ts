import { LRUCache } from 'lru-cache';

/**
 * Answers a question again without reading, while `revision` is what it was;
 * concurrent callers share one read. Failures are not kept.
 */
export function whileUnchanged<T>(
  revision: () => number,
  most: number,
): (question: string, read: () => T) => T {
  const answers = new LRUCache<string, { at: number; answer: T }>({
    max: most,
  });
  return (question, read) => {
    const at = revision();
    const known = answers.get(question);
    if (known?.at === at) return known.answer;
    const answer = read();
    answers.set(question, { at, answer });
    if (answer instanceof Promise)
      answer.catch(() => {
        if (answers.peek(question)?.answer === answer) answers.delete(question);
      });
    return answer;
  };
}
