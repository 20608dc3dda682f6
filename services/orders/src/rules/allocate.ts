/**
 * Splits an amount of minor units by weights, to the last unit: the largest
 * remainders get what whole shares leave (Hamilton's method), the earlier of
 * equal ones first. Without any weight, all of it goes to the first.
 */
export function allocate(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return weights.map((_, n) => (n === 0 ? amount : 0));
  const shares = weights.map((weight, n) => {
    const product = BigInt(amount) * BigInt(weight);
    return { n, whole: Number(product / sum), rest: product % sum };
  });
  const left = amount - shares.reduce((all, { whole }) => all + whole, 0);
  const favoured = new Set(
    [...shares]
      .sort((a, b) =>
        a.rest === b.rest ? a.n - b.n : a.rest > b.rest ? -1 : 1,
      )
      .slice(0, left)
      .map(({ n }) => n),
  );
  return shares.map(({ n, whole }) => whole + (favoured.has(n) ? 1 : 0));
}
