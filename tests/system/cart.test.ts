import { QuoteView } from '@souk/contracts/marketplace/checkout';
import { TaxTable } from '@souk/contracts/orders/taxes';
import type { Product } from '@souk/contracts/products/views';
import { until } from '@souk/platform/testing/until';
import {
  newProduct,
  newVendor,
  opened,
  operatorToken,
  type VendorAccount,
} from '../lib/souk/accounts';
import { linesOf, shopper } from '../lib/souk/cart';
import { allReady } from '../lib/souk/parts';
import { api, body, problem } from '../lib/souk/souk';

let ann: VendorAccount;
let bob: VendorAccount;
let mug: Product;
let bowl: Product;

const of = async (vendor: VendorAccount, name: string) => {
  const product = await newProduct(vendor, {
    name,
    initialStock: [{ warehouseId: vendor.main, quantity: 5 }],
  });
  await opened(product.id);
  return product;
};

beforeAll(async () => {
  await allReady();
  ann = await newVendor('Ann');
  bob = await newVendor('Bob');
  mug = await of(ann, 'Mug');
  bowl = await of(bob, 'Bowl');
});

describe("a guest's cart", () => {
  test('is in a sealed cookie that no script can read', async () => {
    const guest = shopper();
    expect((await guest.cart()).version).toBe(0);
    expect(guest.cookies.size).toBe(0);
    const answer = await guest.send('PUT', `/api/cart/lines/${mug.id}`, {
      quantity: 2,
    });
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-souk-cart=[\w-]+; path=\/; expires=.*; samesite=strict; secure; httponly$/i,
    );
    const another = shopper(new Map(guest.cookies));
    expect(linesOf(await another.cart())).toHaveLength(1);
    expect(linesOf(await shopper().cart())).toEqual([]);
    const forged = shopper(new Map([['__Host-souk-cart', 'x'.repeat(99)]]));
    expect(linesOf(await forged.cart())).toEqual([]);
  });

  test('is shown by vendor, with price and stock as they are now', async () => {
    const guest = shopper();
    await guest.put(mug.id, 2);
    await guest.put(bowl.id, 9);
    const path = `/api/products/${mug.id}`;
    const price = { amountMinor: 2_500, currency: 'EUR' };
    await api('PATCH', path, { token: ann.token, body: { price } });
    const cart = await guest.cart();
    const line = { priceThen: mug.price, available: 5 };
    expect(cart).toMatchObject({
      units: 11,
      holdsStock: false,
      missing: [],
      parts: [
        {
          currency: 'EUR',
          vendors: [
            {
              vendor: { id: ann.id, name: 'Ann' },
              lines: [{ ...line, priceNow: price, notices: ['price-changed'] }],
              subtotalMinor: 5_000,
            },
            {
              vendor: { id: bob.id, name: 'Bob' },
              lines: [
                { ...line, priceNow: bowl.price, notices: ['only-n-left'] },
              ],
            },
          ],
        },
      ],
    });
  });

  test('says when a product is archived', async () => {
    const guest = shopper();
    const gone = await of(ann, 'Gone');
    await guest.put(gone.id, 1);
    const path = `/api/products/${gone.id}`;
    await api('DELETE', path, { token: ann.token });
    expect(linesOf(await guest.cart())).toMatchObject([
      { notices: ['archived'], priceNow: null },
    ]);
    const again = `/api/cart/lines/${gone.id}`;
    expect(problem(await guest.send('PUT', again, { quantity: 2 }), 409)).toBe(
      'product-archived',
    );
    await guest.send('DELETE', again);
    await until('it is empty', async () => (await guest.cart()).units === 0);
  });

  test('loses nothing of two tabs at once', async () => {
    const guest = shopper();
    const products = await Promise.all(
      Array.from({ length: 8 }, (_, n) => newProduct(ann, { name: `P${n}` })),
    );
    await guest.put(mug.id, 1);
    const tabs = [shopper(guest.cookies), shopper(guest.cookies)];
    await Promise.all([
      ...products.map(({ id }, n) => tabs[n % 2]!.put(id, n + 1)),
      guest.put(mug.id, 3),
    ]);
    const found = linesOf(await guest.cart()).map(
      ({ product, quantity }) => [product.id, quantity] as const,
    );
    expect(new Map(found)).toEqual(
      new Map([
        [mug.id, 3],
        ...products.map(({ id }, n) => [id, n + 1] as const),
      ]),
    );
  });

  test('is not changed for a page of another site', async () => {
    const path = `/api/cart/lines/${mug.id}`;
    const headers = { origin: 'https://elsewhere.example' };
    const put = await api('PUT', path, { headers, body: { quantity: 1 } });
    expect(problem(put, 403)).toBe('csrf-refused');
    const deleted = await api('DELETE', path, { headers });
    expect(problem(deleted, 403)).toBe('csrf-refused');
  });
});

test('a cart becomes a quote with delivery and tax, and nothing is guessed', async () => {
  const guest = shopper();
  await guest.put(mug.id, 1);
  await guest.put(bowl.id, 2);
  const ask = async () =>
    body(
      await guest.send('POST', '/api/checkout/quotes', {
        cart: true,
        shipTo: { country: 'DE' },
      }),
      200,
      QuoteView,
    );
  expect((await ask()).notices.map(({ kind }) => kind)).toContain(
    'no-delivery',
  );
  for (const { token } of [ann, bob]) {
    const method = {
      id: 'parcel',
      name: 'Parcel',
      kind: 'delivery',
      countries: ['DE'],
      currency: 'EUR',
      price: { by: 'items', firstMinor: 400, eachFurtherMinor: 100 },
      days: { from: 2, to: 4 },
    };
    const path = '/api/vendors/me/shipping-methods';
    const sent = { version: 0, methods: [method] };
    const set = await api('PUT', path, { token, body: sent });
    expect(set.status).toBe(200);
    const stale = await api('PUT', path, { token, body: sent });
    expect(problem(stale, 409)).toBe('stale-settings');
  }
  const quote = await ask();
  const goods = quote.itemsMinor;
  expect(quote).toMatchObject({
    notices: [],
    shippingMinor: 900,
    totalMinor: goods + 900,
    parts: [{ vendor: { name: 'Ann' } }, { vendor: { name: 'Bob' } }],
    taxes: [{ percent: 19, taxMinor: quote.taxMinor }],
  });
  expect(quote.quote).toMatch(/^[\w-]{100,}$/);
  const taxes = await api('GET', '/api/operations/taxes', {
    token: await operatorToken(),
  });
  expect(body(taxes, 200, TaxTable).items).toContainEqual(
    expect.objectContaining({ place: 'DE' }),
  );
});
