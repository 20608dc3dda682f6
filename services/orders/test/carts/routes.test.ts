import { Cart } from '@souk/contracts/orders/carts';
import { customer, guest, offer, shop } from '../support/shop';

const EUR = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const slug = (name: string) => ({ type: `/problems/${name}` });
const idsOf = (cart: unknown) =>
  Cart.parse(cart).parts.flatMap(({ vendors }) =>
    vendors.flatMap(({ lines }) => lines.map(({ product }) => product.id)),
  );

describe('a cart', () => {
  it('is empty before anything is put into it, and is not kept', async () => {
    const { read, deps } = shop();
    expect(await read()).toEqual({
      version: 0,
      parts: [],
      saved: [],
      units: 0,
      holdsStock: false,
      missing: [],
    });
    expect(await deps.carts.find('guest-1')).toBeUndefined();
  });

  it('shows its lines by currency and vendor with their figures now', async () => {
    const { put, read } = shop([
      offer('a'),
      offer('b', { vendorId: 'bob', price: EUR(300) }),
      offer('c', { price: { amountMinor: 900, currency: 'JPY' } }),
    ]);
    for (const id of ['a', 'b', 'c']) await put(id, 2).expect(200);
    const line = { quantity: 2, available: 10, notices: [] };
    expect(await read()).toMatchObject({
      version: 3,
      units: 6,
      holdsStock: false,
      parts: [
        {
          currency: 'EUR',
          subtotalMinor: 3_100,
          vendors: [
            {
              vendorId: 'ann',
              subtotalMinor: 2_500,
              lines: [{ ...line, priceThen: EUR(1250), priceNow: EUR(1250) }],
            },
            { vendorId: 'bob', subtotalMinor: 600, lines: [line] },
          ],
        },
        { currency: 'JPY', subtotalMinor: 1_800, vendors: [{ lines: [line] }] },
      ],
    });
  });

  it('says what has changed under it', async () => {
    const { put, read, shelf } = shop(
      ['a', 'b', 'c', 'd'].map((id) => offer(id)),
    );
    for (const id of ['a', 'b', 'c', 'd']) await put(id, 3).expect(200);
    shelf.offers.set('a', offer('a', { price: EUR(1300) }));
    shelf.stock.set('b', 0);
    shelf.stock.set('c', 2);
    shelf.offers.set('d', offer('d', { status: 'archived' }));
    const [part] = Cart.parse(await read()).parts;
    const lines = part?.vendors[0]?.lines ?? [];
    expect(lines.map(({ notices }) => notices)).toEqual([
      ['price-changed'],
      ['sold-out'],
      ['only-n-left'],
      ['archived'],
    ]);
    expect(lines[0]).toMatchObject({
      priceThen: EUR(1250),
      priceNow: EUR(1300),
    });
    expect(lines[3]).toMatchObject({ priceNow: null });
    // Neither what is sold out nor what is archived counts.
    expect(part?.subtotalMinor).toBe(3 * 1300 + 3 * 1250);
  });

  it('comes without the figures of a service that is away', async () => {
    const { put, read, shelf } = shop([offer('a')]);
    await put('a', 2).expect(200);
    shelf.productsAway = true;
    shelf.inventoryAway = true;
    expect(await read()).toMatchObject({
      missing: ['prices', 'stock'],
      parts: [
        {
          subtotalMinor: 2_500,
          vendors: [
            { lines: [{ priceNow: null, available: null, notices: [] }] },
          ],
        },
      ],
    });
  });

  it('keeps the price at which a line was added', async () => {
    const { put, shelf } = shop([offer('a')]);
    await put('a', 1).expect(200);
    shelf.offers.set('a', offer('a', { price: EUR(999) }));
    const answer = await put('a', 4).expect(200);
    expect(answer.body).toMatchObject({
      units: 4,
      parts: [{ vendors: [{ lines: [{ priceThen: EUR(1250) }] }] }],
    });
  });

  it('changes nothing when a change is repeated', async () => {
    const { put, api, read } = shop([offer('a'), offer('b')]);
    await put('a', 1).expect(200);
    await put('b', 1).expect(200);
    await put('b', 1).expect(200);
    for (let n = 0; n < 2; n += 1)
      await api.delete('/carts/guest-1/lines/a').set(guest).expect(200);
    const cart = await read();
    expect(cart).toMatchObject({ version: 3, units: 1 });
    expect(idsOf(cart)).toEqual(['b']);
  });

  it('has at most a hundred lines', async () => {
    const ids = Array.from({ length: 101 }, (_, n) => `p-${n}`);
    const { put, read } = shop(ids.map((id) => offer(id)));
    for (const id of ids.slice(0, 100)) await put(id, 1).expect(200);
    const answer = await put('p-100', 1).expect(409);
    expect(answer.body).toMatchObject(slug('too-many-lines'));
    await put('p-99', 5).expect(200);
    expect(await read()).toMatchObject({ units: 104 });
  });

  it('takes no product that is not for sale', async () => {
    const { put } = shop([offer('a', { status: 'archived' })]);
    expect((await put('a', 1).expect(409)).body).toMatchObject(
      slug('product-archived'),
    );
    expect((await put('b', 1).expect(404)).body).toMatchObject(
      slug('product-not-found'),
    );
  });

  it('takes nothing while products do not answer', async () => {
    const { put, shelf } = shop([offer('a')]);
    shelf.productsAway = true;
    await put('a', 1).expect(503);
  });

  it.each([0, -1, 1.5, 1_000, '2', null])(
    'has no line with %p units',
    async (quantity) => {
      const { put } = shop([offer('a')]);
      const answer = await put('a', quantity as number).expect(422);
      expect(answer.body).toMatchObject({ errors: [{ path: 'quantity' }] });
    },
  );

  it('loses nothing of many changes at once', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `p-${n}`);
    const { put, read } = shop(ids.map((id) => offer(id)));
    await Promise.all(ids.map((id) => put(id, 1).expect(200)));
    expect(idsOf(await read()).sort()).toEqual(ids.sort());
  });

  it('is noted as used once a day when it is only read', async () => {
    const { put, read, shelf, deps } = shop([offer('a')]);
    await put('a', 1).expect(200);
    const usedAt = async () => (await deps.carts.find('guest-1'))?.usedAt;
    const first = shelf.clock;
    shelf.clock = new Date(first.getTime() + 23 * 3_600_000);
    await read();
    expect(await usedAt()).toEqual(first);
    shelf.clock = new Date(first.getTime() + 25 * 3_600_000);
    await read();
    expect(await usedAt()).toEqual(shelf.clock);
  });
});

describe('the cart of somebody else', () => {
  it('is not found', async () => {
    const { api, put, cartOf } = shop([offer('a')]);
    const ann = cartOf('ann');
    await put('a', 1, ann, customer('ann')).expect(200);
    for (const [who, cartId] of [
      [customer('bob'), ann],
      [customer('ann'), cartOf('bob')],
      [customer('ann'), 'guest-1'],
      [guest, ann],
      [guest, 'other'],
    ] as const) {
      const requests = [
        api.get(`/carts/${cartId}`),
        api.put(`/carts/${cartId}/lines/a`).send({ quantity: 2 }),
        api.delete(`/carts/${cartId}/lines/a`),
      ];
      for (const request of requests) {
        const answer = await request.set(who).expect(404);
        expect(answer.body).toMatchObject(slug('cart-not-found'));
      }
    }
    const answer = await api.get(`/carts/${ann}`).set(customer('ann'));
    expect(answer.body).toMatchObject({ version: 1, units: 1 });
  });
});
