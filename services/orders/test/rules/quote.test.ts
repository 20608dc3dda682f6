import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { randomFrom, type Random } from '@souk/platform/testing/random';
import { allocate } from '../../src/rules/allocate';
import { sumsOf, type Item, type Terms } from '../../src/rules/quote';
import { choicesFor } from '@souk/contracts/orders/shipping-prices';
import { percentOn, taxOf } from '../../src/rules/tax';

/** Carts of the model test; a setting, since more of them take longer. */
const CARTS = Number(process.env['QUOTE_CARTS'] ?? 10_000);
const PERCENTS = [0, 5, 7, 8.1, 9.975, 14.975, 19, 20, 25, 27];
const VENDORS = ['ann', 'bob', 'eve', 'kim'];
const COUNTRIES = ['DE', 'CH', 'JP'];

const price = (of: Random) =>
  of.pick([
    () => of.below(10),
    () => of.below(10_000),
    () => of.below(50_000_000),
  ])();

function someMethod(of: Random, id: string): ShippingMethod {
  const common = {
    id,
    name: id,
    days: { from: 1, to: 3 },
    countries: COUNTRIES.filter(() => of.below(3) > 0),
  };
  if (of.below(5) === 0) return { ...common, kind: 'pick-up' };
  const steps = [1, 2, 3].map((n) => ({
    upToGrams: n * (1 + of.below(5_000)) * 10,
    amountMinor: of.below(2_000),
  }));
  return {
    ...common,
    kind: 'delivery',
    currency: of.below(8) === 0 ? 'USD' : 'EUR',
    price: of.pick([
      { by: 'flat', amountMinor: of.below(2_000) },
      {
        by: 'items',
        firstMinor: of.below(900),
        eachFurtherMinor: of.below(300),
      },
      { by: 'weight', steps },
    ] as const),
    ...(of.below(2) ? { freeFromMinor: of.below(50_000) } : {}),
  };
}

function someCart(of: Random): { items: Item[]; terms: Terms } {
  const items = Array.from({ length: 1 + of.below(8) }, (_, n) => ({
    productId: `p-${n}`,
    vendorId: of.pick(VENDORS),
    name: `Product ${n}`,
    image: null,
    quantity: 1 + of.below(12),
    unitMinor: price(of),
    grams: of.below(3_000),
    taxPercent: of.pick(PERCENTS),
  }));
  const methods = new Map(
    VENDORS.map((vendor) => [
      vendor,
      Array.from({ length: of.below(4) }, (_, n) => someMethod(of, `m-${n}`)),
    ]),
  );
  const chosen = Object.fromEntries(
    VENDORS.filter(() => of.below(2)).map((vendor) => [
      vendor,
      `m-${of.below(4)}`,
    ]),
  );
  const terms = {
    currency: 'EUR',
    country: of.pick(COUNTRIES),
    pricesIncludeTax: of.below(2) === 0,
    methods,
    chosen,
  };
  return { items, terms };
}

/** The same again, as one would work it out on paper, in whole fractions. */
function recomputed(items: Item[], terms: Terms) {
  const half = (n: bigint, d: bigint) => (n + d / 2n) / d;
  const tax = (amount: bigint, percent: number) => {
    const rate = BigInt(Math.round(percent * 1_000));
    return terms.pricesIncludeTax
      ? half(2n * amount * rate, 2n * (100_000n + rate))
      : half(2n * amount * rate, 200_000n);
  };
  let [goods, delivery, taxes] = [0n, 0n, 0n];
  for (const vendor of VENDORS) {
    const own = items.filter(({ vendorId }) => vendorId === vendor);
    if (own.length === 0) continue;
    const amounts = own.map((i) => BigInt(i.unitMinor) * BigInt(i.quantity));
    const sum = amounts.reduce((a, b) => a + b, 0n);
    goods += sum;
    own.forEach((i, n) => (taxes += tax(amounts[n]!, i.taxPercent)));
    const units = own.reduce((all, i) => all + i.quantity, 0);
    const grams = own.reduce((all, i) => all + i.quantity * i.grams, 0);
    const offers = (terms.methods.get(vendor) ?? []).flatMap((m) => {
      const { country } = terms;
      if (m.kind === 'pick-up' && m.countries.length === 0)
        return [{ id: m.id, cost: 0n }];
      if (!m.countries.includes(country)) return [];
      if (m.kind !== 'delivery') return [{ id: m.id, cost: 0n }];
      if (m.currency !== 'EUR') return [];
      const { price: p } = m;
      const step =
        p.by === 'weight' ? p.steps.find((s) => s.upToGrams >= grams) : null;
      if (step === undefined) return [];
      const cost =
        p.by === 'flat'
          ? p.amountMinor
          : p.by === 'items'
            ? p.firstMinor + p.eachFurtherMinor * (units - 1)
            : step!.amountMinor;
      const free = m.freeFromMinor !== undefined && sum >= m.freeFromMinor;
      return [{ id: m.id, cost: free ? 0n : BigInt(cost) }];
    });
    const cheapest = [...offers].sort((a, b) => Number(a.cost - b.cost))[0];
    const used =
      offers.find(({ id }) => id === terms.chosen[vendor]) ?? cheapest;
    if (!used) continue;
    delivery += used.cost;
    // Shares by rate: whole ones first, then one each by what is left over.
    const rates = [...new Set(own.map((i) => i.taxPercent))];
    const weights = rates.map((rate) =>
      own.reduce(
        (w, i, n) => (i.taxPercent === rate ? w + amounts[n]! : w),
        0n,
      ),
    );
    const shares = weights.map((w) =>
      sum === 0n ? 0n : (used.cost * w) / sum,
    );
    if (sum === 0n) shares[0] = used.cost;
    const rest = weights.map((w) => (sum === 0n ? 0n : (used.cost * w) % sum));
    for (
      let left = used.cost - shares.reduce((a, b) => a + b, 0n);
      left > 0n;
      left -= 1n
    ) {
      const most = rest.reduce((best, r, n) => (r > rest[best]! ? n : best), 0);
      shares[most]! += 1n;
      rest[most] = -1n;
    }
    rates.forEach((rate, n) => (taxes += tax(shares[n]!, rate)));
  }
  const paid = goods + delivery + (terms.pricesIncludeTax ? 0n : taxes);
  return [goods, delivery, taxes, paid].map(Number);
}

test(`the sums of ${CARTS} random carts are those of a plain recomputation`, () => {
  const of = randomFrom(Number(process.env['QUOTE_SEED'] ?? 20_261_127));
  const total = (all: number[]) => all.reduce((a, b) => a + b, 0);
  for (let cart = 0; cart < CARTS; cart += 1) {
    const { items, terms } = someCart(of);
    const sums = sumsOf(items, terms);
    const found = [
      sums.itemsMinor,
      sums.shippingMinor,
      sums.taxMinor,
      sums.totalMinor,
    ];
    const { parts, taxes } = sums;
    // One comparison a cart: an expectation for each would take minutes.
    const agrees =
      String(found) === String(recomputed(items, terms)) &&
      total(parts.map((part) => part.totalMinor)) === sums.totalMinor &&
      total(parts.map((part) => part.taxMinor)) === sums.taxMinor &&
      total(taxes.map(({ taxMinor }) => taxMinor)) === sums.taxMinor &&
      total(taxes.map(({ netMinor }) => netMinor)) + sums.taxMinor ===
        sums.totalMinor;
    if (!agrees)
      expect({ cart, items, terms, found }).toEqual(recomputed(items, terms));
  }
  expect(CARTS).toBeGreaterThan(0);
});

test.each([
  [100, 19, true, 16],
  [100, 19, false, 19],
  [50, 1, false, 1],
  [49, 1, false, 0],
  [99_999_999_999, 14.975, false, 14_975_000_000],
  [0, 27, true, 0],
])('the tax on %i at %d % (included: %p) is %i', (amount, rate, isIn, tax) => {
  expect(taxOf(amount, rate, isIn)).toBe(tax);
});

test('the rate is the latest that has begun', () => {
  const rates = [
    { taxClass: 'standard', percent: 16, from: '2020-07-01' },
    { taxClass: 'standard', percent: 19, from: '1970-01-01' },
    { taxClass: 'standard', percent: 19.5, from: '2021-01-01' },
    { taxClass: 'reduced', percent: 7, from: '2020-07-02' },
  ] as const;
  const on = (day: string, taxClass: 'standard' | 'reduced' | 'zero') =>
    percentOn(rates, taxClass, day);
  expect(on('2020-06-30', 'standard')).toBe(19);
  expect(on('2020-07-01', 'standard')).toBe(16);
  expect(on('2026-01-01', 'standard')).toBe(19.5);
  expect(on('2020-07-01', 'reduced')).toBe(16);
  expect(on('2020-07-02', 'reduced')).toBe(7);
  expect(on('2020-07-02', 'zero')).toBe(0);
  expect(percentOn([], 'reduced', '2026-01-01')).toBe(0);
});

test.each([
  [10, [1, 1, 1], [4, 3, 3]],
  [5, [3, 7], [2, 3]],
  [7, [0, 0], [7, 0]],
  [0, [1, 2], [0, 0]],
  [
    99_999_999_999,
    [99_999_999_999, 99_999_999_998],
    [50_000_000_000, 49_999_999_999],
  ],
])('%i split by %p is %p', (amount, weights, shares) => {
  expect(allocate(amount, weights)).toEqual(shares);
});

test('methods that reach the country are offered, the cheapest first', () => {
  const days = { from: 1, to: 2 };
  const parcel = {
    country: 'DE',
    currency: 'EUR',
    items: 3,
    grams: 1_500,
    amountMinor: 5_000,
  };
  const method = (id: string, over: object): ShippingMethod => ({
    id,
    name: id,
    days,
    kind: 'delivery',
    countries: ['DE'],
    currency: 'EUR',
    price: { by: 'flat', amountMinor: 900 },
    ...over,
  });
  const steps = [
    { upToGrams: 1_000, amountMinor: 100 },
    { upToGrams: 2_000, amountMinor: 300 },
  ];
  const found = choicesFor(
    [
      method('flat', {}),
      method('free', { freeFromMinor: 5_000 }),
      method('not-free', { freeFromMinor: 5_001 }),
      method('items', {
        price: { by: 'items', firstMinor: 400, eachFurtherMinor: 50 },
      }),
      method('weight', { price: { by: 'weight', steps } }),
      method('too-heavy', { price: { by: 'weight', steps: [steps[0]] } }),
      method('abroad', { countries: ['FR'] }),
      method('dollars', { currency: 'USD' }),
      { id: 'shop', name: 'shop', days, kind: 'pick-up', countries: ['DE'] },
      { id: 'file', name: 'file', days, kind: 'digital', countries: [] },
    ],
    parcel,
  );
  expect(found.map(({ id, amountMinor }) => [id, amountMinor])).toEqual([
    ['free', 0],
    ['shop', 0],
    ['file', 0],
    ['weight', 300],
    ['items', 500],
    ['flat', 900],
    ['not-free', 900],
  ]);
});
