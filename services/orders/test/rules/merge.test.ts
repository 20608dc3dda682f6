import { MAX_CART_LINES, MAX_QUANTITY } from '@souk/contracts/orders/carts';
import fc from 'fast-check';
import { emptyCart, type Cart, type Line } from '../../src/rules/cart';
import { withMerged } from '../../src/rules/merge';

const line = (productId: string, quantity: number): Line => ({
  productId,
  vendorId: 'ann',
  name: productId,
  image: null,
  quantity,
  price: { amountMinor: 100, currency: 'EUR' },
  addedAt: '2026-01-02T03:04:05.006Z',
});

const lines = (ids: string[]) =>
  fc.uniqueArray(
    fc
      .tuple(fc.constantFrom(...ids), fc.integer({ min: 1, max: MAX_QUANTITY }))
      .map(([id, quantity]) => line(id, quantity)),
    { selector: ({ productId }) => productId, maxLength: MAX_CART_LINES },
  );
const PRODUCTS = Array.from({ length: 130 }, (_, n) => `p-${n}`);

/** A cart never has a product both in its lines and saved. */
const cart = (id: string) =>
  fc
    .constantFrom(PRODUCTS.slice(0, 6), PRODUCTS)
    .chain((ids) => fc.tuple(lines(ids), lines(ids)))
    .map(([bought, kept]): Cart => ({
      ...emptyCart(id),
      lines: bought,
      saved: kept.filter(
        ({ productId }) => !bought.some((one) => one.productId === productId),
      ),
    }));
const stock = fc.option(
  fc.dictionary(fc.constantFrom(...PRODUCTS), fc.nat(1_500)),
  { nil: undefined },
);

const quantities = (all: Line[]) =>
  new Map(all.map(({ productId, quantity }) => [productId, quantity]));

test('of any two carts loses no product, and adds up as the stock allows', () => {
  fc.assert(
    fc.property(cart('own'), cart('guest'), stock, (own, guest, dictionary) => {
      const available =
        dictionary && new Map<string, number>(Object.entries(dictionary));
      const merged = withMerged(own, guest, available)!;
      const [a, b] = [quantities(own.lines), quantities(guest.lines)];
      const [bought, kept] = [merged.lines, merged.saved].map(quantities);
      // Nothing is lost, and no product is there twice.
      const before = [own, guest].flatMap((one) => [
        ...one.lines,
        ...one.saved,
      ]);
      const after = [...merged.lines, ...merged.saved];
      expect(new Set(after.map(({ productId }) => productId))).toEqual(
        new Set(before.map(({ productId }) => productId)),
      );
      expect(quantities(after).size).toBe(after.length);
      expect(merged.lines.length).toBeLessThanOrEqual(MAX_CART_LINES);
      // What was to be bought is still, unless there is no room.
      const wanted = new Set([...a.keys(), ...b.keys()]);
      expect(bought!.size).toBe(Math.min(wanted.size, MAX_CART_LINES));
      for (const id of wanted) {
        const [x = 0, y = 0] = [a.get(id), b.get(id)];
        const free = available ? (available.get(id) ?? 0) : Infinity;
        const model =
          x > 0 && y > 0
            ? Math.min(
                MAX_QUANTITY,
                x + y <= free ? x + y : Math.max(x, y, free),
              )
            : x + y;
        expect([id, bought!.get(id) ?? kept!.get(id)]).toEqual([id, model]);
      }
      // A repeated merge changes nothing.
      expect(withMerged(merged, guest, available)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('keeps the price at which the customer put a product in', () => {
  const cheap = {
    ...line('p-1', 1),
    price: { amountMinor: 5, currency: 'EUR' },
  };
  const own = { ...emptyCart('own'), lines: [line('p-1', 2)] };
  const guest = { ...emptyCart('guest'), lines: [cheap] };
  expect(withMerged(own, guest, undefined)?.lines).toEqual([line('p-1', 3)]);
});

test('remembers the last twenty carts', () => {
  let own = emptyCart('own');
  const guest = (n: number) => ({
    ...emptyCart(`guest-${n}`),
    lines: [line('p-1', 1)],
  });
  for (let n = 0; n < 25; n += 1) own = withMerged(own, guest(n), undefined)!;
  expect(own.lines).toEqual([line('p-1', 25)]);
  expect(own.merged).toHaveLength(20);
  expect(withMerged(own, guest(24), undefined)).toBeUndefined();
});
