import type {
  Facets,
  PriceBucket,
} from '@souk/contracts/marketplace/storefront';

/** How many products cost this. */
export interface PricedRow {
  amount: number;
  currency: string;
  count: number;
}

const MOST_BUCKETS = 20;

/**
 * Buckets of equal, round width over all prices, empty ones included. Null when
 * there is no price.
 */
export function histogramOf(rows: PricedRow[]): Facets['price'] {
  const [first] = rows;
  if (!first) return null;
  const amounts = rows.map(({ amount }) => amount);
  const [min, max] = [
    amounts.reduce((a, b) => Math.min(a, b)),
    amounts.reduce((a, b) => Math.max(a, b)),
  ];
  const width = roundWidth(max - min + 1);
  const start = Math.floor(min / width) * width;
  const buckets: PriceBucket[] = [];
  for (let from = start; from <= max; from += width)
    buckets.push({ from, to: from + width - 1, count: 0 });
  for (const { amount, count } of rows) {
    const bucket = buckets[Math.floor((amount - start) / width)];
    if (bucket) bucket.count += count;
  }
  const currency = rows.every((row) => row.currency === first.currency)
    ? first.currency
    : null;
  return { min, max, currency, buckets };
}

/**
 * The smallest of 1, 2, 5, 10, 20 … that needs at most `MOST_BUCKETS` buckets,
 * one of them for the round start.
 */
function roundWidth(span: number): number {
  const least = span / (MOST_BUCKETS - 1);
  const tens = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return (
    [1, 2, 5, 10].map((step) => step * tens).find((width) => width >= least) ??
    10 * tens
  );
}
