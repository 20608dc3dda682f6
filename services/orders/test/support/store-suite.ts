import { emptyCart, type Cart, type Line } from '../../src/rules/cart';
import type { CartStore } from '../../src/carts/store';

const AT = new Date('2026-01-02T03:04:05.006Z');

const line = (productId: string): Line => ({
  productId,
  vendorId: 'ann',
  name: 'Cup',
  image: null,
  quantity: 2,
  price: { amountMinor: 1250, currency: 'EUR' },
  addedAt: AT.toISOString(),
});

const withLines = (cart: Cart, ...ids: string[]): Cart => ({
  ...cart,
  lines: [...cart.lines, ...ids.map(line)],
});

/** Tests that the in-memory store and the real one both pass. */
export function describeCartStore(name: string, create: () => CartStore): void {
  describe(name, () => {
    it('returns a cart as it was saved', async () => {
      const store = create();
      const cart = {
        ...withLines(emptyCart('guest-1'), 'p-1'),
        saved: [line('p-2')],
      };
      expect(await store.save(cart, AT)).toBe(true);
      expect(await store.find('guest-1')).toEqual({
        ...cart,
        version: 1,
        usedAt: AT,
      });
      expect(await store.find('guest-2')).toBeUndefined();
    });

    it('saves only the successor of the latest version', async () => {
      const store = create();
      const first = withLines(emptyCart('guest-1'), 'p-1');
      expect(await store.save(first, AT)).toBe(true);
      expect(await store.save(first, AT)).toBe(false);
      const second = withLines({ ...first, version: 1 }, 'p-2');
      expect(await store.save(second, AT)).toBe(true);
      expect(await store.save(second, AT)).toBe(false);
      expect(await store.find('guest-1')).toMatchObject({
        version: 2,
        lines: [{ productId: 'p-1' }, { productId: 'p-2' }],
      });
    });

    it('removes a cart with those that went into it, and no other', async () => {
      const store = create();
      for (const id of ['customer-1', 'customer-2', 'guest-1', 'guest-2'])
        await store.save(withLines(emptyCart(id), 'p-1'), AT);
      const merged = { ...emptyCart('guest-1'), version: 1 };
      await store.save({ ...merged, mergedInto: 'customer-1' }, AT);
      await store.remove('customer-1');
      await store.remove('customer-1');
      const left = ['customer-1', 'customer-2', 'guest-1', 'guest-2'].map(
        async (id) => (await store.find(id))?.id,
      );
      expect(await Promise.all(left)).toEqual([
        undefined,
        'customer-2',
        undefined,
        'guest-2',
      ]);
    });

    it('notes the use of a cart without a new version', async () => {
      const store = create();
      await store.save(withLines(emptyCart('guest-1'), 'p-1'), AT);
      const later = new Date(AT.getTime() + 1_000);
      await store.touch('guest-1', later);
      await store.touch('guest-2', later);
      expect(await store.find('guest-1')).toMatchObject({
        version: 1,
        usedAt: later,
      });
      expect(await store.find('guest-2')).toBeUndefined();
    });
  });
}
