import fc from 'fast-check';
import { histogramOf } from '../../../src/catalogue/view/price-histogram';

const row = (amount: number, count = 1, currency = 'EUR') => ({
  amount,
  count,
  currency,
});

describe('the spread of prices', () => {
  it('has round edges, and empty buckets too', () => {
    expect(histogramOf([row(1_250, 2), row(4_900)])).toMatchObject({
      min: 1_250,
      max: 4_900,
      currency: 'EUR',
    });
    const buckets = histogramOf([
      row(1_250, 2),
      row(1_999),
      row(4_900),
    ])!.buckets;
    expect(buckets.slice(0, 5)).toEqual([
      { from: 1_200, to: 1_399, count: 2 },
      { from: 1_400, to: 1_599, count: 0 },
      { from: 1_600, to: 1_799, count: 0 },
      { from: 1_800, to: 1_999, count: 1 },
      { from: 2_000, to: 2_199, count: 0 },
    ]);
  });

  it('is empty for no prices, and one bucket for one price', () => {
    expect(histogramOf([])).toBeNull();
    expect(histogramOf([row(0, 3)])).toEqual({
      min: 0,
      max: 0,
      currency: 'EUR',
      buckets: [{ from: 0, to: 0, count: 3 }],
    });
  });

  it('names no currency when there are several', () => {
    expect(histogramOf([row(100), row(200, 1, 'JPY')])).toMatchObject({
      currency: null,
    });
  });

  it('counts every price once, in at most twenty buckets without a gap', () => {
    const rows = fc.array(
      fc.record({
        amount: fc.nat(99_999_999_999),
        count: fc.integer({ min: 1, max: 9 }),
        currency: fc.constant('EUR'),
      }),
      {
        minLength: 1,
        maxLength: 50,
      },
    );
    fc.assert(
      fc.property(rows, (given) => {
        const { min, max, buckets } = histogramOf(given)!;
        expect(buckets.length).toBeLessThanOrEqual(20);
        expect(buckets[0]!.from).toBeLessThanOrEqual(min);
        expect(buckets.at(-1)!.to).toBeGreaterThanOrEqual(max);
        for (const [n, { from, to, count }] of buckets.entries()) {
          expect(from).toBe(n === 0 ? from : buckets[n - 1]!.to + 1);
          const inside = given.filter(
            ({ amount }) => amount >= from && amount <= to,
          );
          expect(count).toBe(
            inside.reduce((total, each) => total + each.count, 0),
          );
        }
      }),
    );
  });
});
