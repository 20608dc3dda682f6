import type { IdRange } from './reconciler';

interface Page<T> {
  items: T[];
  next: string | null;
}

const PAGE = 200;

/** All items of a range, from an owner that lists them by id in pages. */
export async function listRange<T extends { id: string }>(
  { after, upTo }: IdRange,
  fetch: (query: { after: string; limit: number }) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | null = after; next !== null;) {
    const page: Page<T> = await fetch({ after: next, limit: PAGE });
    found.push(...page.items);
    next = page.next;
    if (upTo !== null && next !== null && next >= upTo) break;
  }
  return found.filter(({ id }) => upTo === null || id <= upTo);
}
