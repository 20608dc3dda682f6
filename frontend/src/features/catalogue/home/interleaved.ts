/**
 * Interleaves items by category: the first of each, then the second of each,
 * and so on, so that a shelf shows the variety.
 */
export function interleaved<T extends { category: string }>(
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
