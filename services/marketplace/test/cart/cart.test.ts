import type { Cart } from '@souk/contracts/orders/carts';
import type { Call } from '@souk/platform/testing/memory-invoke';
import { market, NOW, refusing } from '../support/market';

const PUT = '/api/cart/lines/prod-1';
const AT = NOW.toISOString();
const price = { amountMinor: 4200, currency: 'EUR' };
const line = {
  product: { id: 'prod-1', name: 'Walnut bowl', image: null },
  quantity: 2,
  priceThen: price,
  priceNow: price,
  available: 7,
  notices: [],
  addedAt: AT,
};
const cart: Cart = {
  version: 1,
  parts: [
    {
      currency: 'EUR',
      vendors: [{ vendorId: 'ann', lines: [line], subtotalMinor: 8400 }],
      subtotalMinor: 8400,
    },
  ],
  saved: [{ ...line, vendorId: 'bob' }],
  units: 2,
  holdsStock: false,
  missing: [],
};

/** The façade over an orders that answers any call with this cart. */
function setup(answer: unknown = cart) {
  const asked: string[] = [];
  const answered = (call: Call) => {
    asked.push(`${call.method} ${call.path}`);
    return typeof answer === 'function' ? (answer as () => unknown)() : answer;
  };
  const answers: Record<string, unknown> = new Proxy<Record<string, unknown>>(
    {
      'GET vendors/vendors/ann': { id: 'ann', name: 'Ann & Co' },
      'GET vendors/vendors/bob': { id: 'bob', name: 'Bob' },
    },
    {
      has: (known, route) =>
        route in known || /orders\/carts/.test(String(route)),
      get: (known, route) => known[String(route)] ?? answered,
    },
  );
  return { ...market(answers), asked };
}

const cookieIn = ({ headers }: { headers: Record<string, unknown> }) =>
  (headers['set-cookie'] ?? []) as string[];

describe("a guest's cart", () => {
  it('is kept in a cookie from the first change on, and has names', async () => {
    const { api, asked } = setup();
    const read = await api.get('/api/cart').expect(200);
    expect(cookieIn(read)).toEqual([]);
    const put = await api.put(PUT).send({ quantity: 2 }).expect(200);
    expect(put.body).toMatchObject({
      parts: [{ vendors: [{ vendor: { id: 'ann', name: 'Ann & Co' } }] }],
      saved: [{ vendor: { id: 'bob', name: 'Bob' } }],
    });
    const [cookie] = cookieIn(put);
    expect(cookie).toMatch(
      /^__Host-souk-cart=[\w-]+; path=\/; expires=Tue, 03 Mar 2026 03:04:05 GMT; samesite=strict; secure; httponly$/i,
    );
    const sent = { cookie: cookie?.split(';')[0] ?? '' };
    await api.get('/api/cart').set(sent).expect(200);
    await api.delete(PUT).set(sent).expect(200);
    const id = /guest-[0-9a-f-]{36}/.exec(asked[1] ?? '')?.[0] ?? '';
    expect(asked).toEqual([
      'GET /carts/guest-none',
      `PUT /carts/${id}/lines/prod-1`,
      `GET /carts/${id}`,
      `DELETE /carts/${id}/lines/prod-1`,
    ]);
  });

  it('has its cookie renewed once a day', async () => {
    const { api, clock } = setup();
    const put = await api.put(PUT).send({ quantity: 2 }).expect(200);
    const sent = { cookie: cookieIn(put)[0]?.split(';')[0] ?? '' };
    clock.now = new Date(NOW.getTime() + 23 * 3_600_000);
    const same = await api.get('/api/cart').set(sent).expect(200);
    expect(cookieIn(same)).toEqual([]);
    clock.now = new Date(NOW.getTime() + 25 * 3_600_000);
    const later = await api.get('/api/cart').set(sent).expect(200);
    expect(cookieIn(later)[0]).toContain('expires=Wed, 04 Mar 2026');
  });

  it('is not reached by a cookie that was changed', async () => {
    const { api, asked } = setup();
    const cookie = `__Host-souk-cart=${'x'.repeat(120)}`;
    await api.get('/api/cart').set({ cookie }).expect(200);
    expect(asked).toEqual(['GET /carts/guest-none']);
  });

  it('is not changed for a page of another site', async () => {
    const { api, asked } = setup();
    for (const [header, value] of [
      ['origin', 'https://elsewhere.example'],
      ['sec-fetch-site', 'cross-site'],
    ] as const) {
      await api.put(PUT).set(header, value).send({ quantity: 1 }).expect(403);
      await api.delete(PUT).set(header, value).expect(403);
    }
    expect(asked).toEqual([]);
  });

  it.each([
    ['not-found', 'product-not-found', 404],
    ['conflict', 'product-archived', 409],
    ['conflict', 'too-many-lines', 409],
    ['conflict', 'stale-cart', 409],
    ['unavailable', 'dependency-unavailable', 503],
  ] as const)('passes %s %s on as %i', async (kind, slug, status) => {
    const { api } = setup(refusing(kind, slug));
    const answer = await api.put(PUT).send({ quantity: 2 }).expect(status);
    expect(answer.body).toMatchObject({ type: `/problems/${slug}` });
  });

  it.each([
    [{ quantity: 0 }, 'quantity'],
    [{ quantity: 1_000 }, 'quantity'],
    [{}, 'quantity'],
    [{ quantity: 1, price: 1 }, 'price'],
  ])('refuses %j without asking anybody', async (given, path) => {
    const { api, asked } = setup();
    const answer = await api.put(PUT).send(given).expect(422);
    expect(answer.body).toMatchObject({ errors: [{ path }] });
    expect(asked).toEqual([]);
  });
});
