/**
 * In the order they came, but one of each category first, then the second of
 * each, and so on: a shelf shows what there is.
 */
export function mixed<T extends { category: string }>(
  items: readonly T[],
): T[] {
  const seen = new Map<string, number>();
  const ranked = items.map((item, order) => {
    const rank = seen.get(item.category) ?? 0;
    seen.set(item.category, rank + 1);
    return { item, rank, order };
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .map(({ item }) => item);
}
