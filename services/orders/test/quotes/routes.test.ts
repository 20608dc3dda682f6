import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { Quote } from '@souk/contracts/orders/quotes';
import { quoteKeys, quoteTokens } from '../../src/quotes/token';
import {
  customer,
  guest,
  offer,
  operator,
  shop,
  vendor,
} from '../support/shop';

const EUR = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const slug = (name: string) => ({ type: `/problems/${name}` });
const DE = { country: 'DE' };
const days = { from: 2, to: 4 };
const parcel = (over: object = {}): ShippingMethod => ({
  id: 'parcel',
  name: 'Parcel',
  kind: 'delivery',
  countries: ['DE'],
  currency: 'EUR',
  price: { by: 'flat', amountMinor: 490 },
  days,
  ...over,
});

/** Two vendors who deliver, and one who does not. */
async function setup() {
  const all = shop([
    offer('a', { price: EUR(1_190), weightGrams: 400 }),
    offer('b', { vendorId: 'bob', price: EUR(1_070), taxClass: 'reduced' }),
    offer('c', { vendorId: 'eve' }),
    offer('d', { price: { amountMinor: 900, currency: 'USD' } }),
  ]);
  const methods = (who: string, version: number, list: ShippingMethod[]) =>
    all.api
      .put('/shipping-methods')
      .set(vendor(who))
      .send({ version, methods: list });
  const rates = (version: number, place = 'DE', percent = 7) =>
    all.api
      .put('/taxes')
      .set(operator)
      .send({
        place,
        version,
        rates: [
          { taxClass: 'standard', percent: 19, from: '2021-01-01' },
          { taxClass: 'reduced', percent, from: '1970-01-01' },
        ],
      });
  const express = parcel({
    id: 'express',
    price: { by: 'flat', amountMinor: 990 },
  });
  await methods('ann', 0, [express, parcel()]).expect(200);
  await methods('bob', 0, [parcel({ freeFromMinor: 2_000 })]).expect(200);
  await rates(0).expect(200);
  const quote = (body: object, who = guest) =>
    all.api
      .post('/quotes')
      .set(who)
      .send({ shipTo: DE, ...body });
  const quoted = async (body: object) =>
    Quote.parse((await quote(body).expect(200)).body);
  const line = (productId: string, quantity = 1) => ({ productId, quantity });
  return { ...all, methods, rates, quote, quoted, line };
}

describe('a quote', () => {
  it('says what each vendor delivers, what it costs and the tax in it', async () => {
    const { quoted, line, deps } = await setup();
    const found = await quoted({ lines: [line('a', 2), line('b')] });
    expect(found).toMatchObject({
      currency: 'EUR',
      pricesIncludeTax: true,
      parts: [
        {
          vendorId: 'ann',
          lines: [{ productId: 'a', amountMinor: 2_380, taxMinor: 380 }],
          choices: [
            { id: 'parcel', amountMinor: 490 },
            { id: 'express', amountMinor: 990 },
          ],
          shipping: { id: 'parcel', amountMinor: 490, taxMinor: 78 },
          totalMinor: 2_870,
        },
        {
          vendorId: 'bob',
          lines: [{ productId: 'b', taxPercent: 7, taxMinor: 70 }],
          shipping: { amountMinor: 490, taxMinor: 32 },
          totalMinor: 1_560,
        },
      ],
      itemsMinor: 3_450,
      shippingMinor: 980,
      taxMinor: 560,
      totalMinor: 4_430,
      taxes: [
        { percent: 19, netMinor: 2_412, taxMinor: 458 },
        { percent: 7, netMinor: 1_458, taxMinor: 102 },
      ],
      notices: [],
      expiresAt: '2026-01-02T03:19:05.006Z',
    });
    const sealed = await deps.tokens.open(found.quote ?? '');
    expect({ ...sealed, quote: found.quote, notices: [] }).toEqual(found);
  });

  it('adds tax where prices come without it', async () => {
    const all = await setup();
    all.deps.pricesIncludeTax = false;
    const { quoted, line } = all;
    expect(await quoted({ lines: [line('a')] })).toMatchObject({
      itemsMinor: 1_190,
      shippingMinor: 490,
      taxMinor: 226 + 93,
      totalMinor: 1_190 + 490 + 226 + 93,
    });
  });

  it('uses the delivery that was chosen, and says when it is gone', async () => {
    const { quoted, line } = await setup();
    const lines = [line('a')];
    const chosen = await quoted({ lines, shipping: { ann: 'express' } });
    expect(chosen.parts[0]?.shipping).toMatchObject({ id: 'express' });
    const gone = await quoted({ lines, shipping: { ann: 'drone' } });
    expect(gone).toMatchObject({
      parts: [{ shipping: { id: 'parcel' } }],
      notices: [{ kind: 'method-changed', vendorId: 'ann' }],
      quote: null,
      expiresAt: null,
    });
  });

  it.each([
    ['the vendor ships nowhere', 'c', DE, 'no-delivery'],
    ['the vendor does not ship there', 'a', { country: 'FR' }, 'no-delivery'],
    ['there are fewer', 'few', DE, 'only-n-left'],
    ['it is sold out', 'none', DE, 'sold-out'],
  ])('is not sealed when %s', async (_what, id, shipTo, kind) => {
    const { quoted, line, shelf } = await setup();
    for (const [name, units] of [
      ['few', 1],
      ['none', 0],
    ] as const) {
      shelf.offers.set(name, offer(name));
      shelf.stock.set(name, units);
    }
    const found = await quoted({ lines: [line(id, 2)], shipTo });
    expect(found.notices).toMatchObject([{ kind }]);
    expect([found.quote, found.expiresAt]).toEqual([null, null]);
  });

  it('of a cart is of this version of it, and tells what has changed', async () => {
    const { put, quoted, shelf, deps } = await setup();
    await put('a', 1).expect(200);
    await put('b', 1).expect(200);
    shelf.offers.set('a', offer('a', { price: EUR(1_000) }));
    const found = await quoted({ cartId: 'guest-1' });
    expect(found).toMatchObject({
      itemsMinor: 2_070,
      notices: [{ kind: 'price-changed', productId: 'a' }],
    });
    expect(await deps.tokens.open(found.quote ?? '')).toMatchObject({
      cart: { id: 'guest-1', version: 2 },
    });
    shelf.offers.set('b', offer('b', { status: 'archived' }));
    const archived = await quoted({ cartId: 'guest-1' });
    expect(archived.notices.map(({ kind }) => kind)).toEqual([
      'price-changed',
      'archived',
    ]);
    expect(archived.quote).toBeNull();
  });

  it('is of one currency', async () => {
    const { put, quote, quoted, methods } = await setup();
    await put('a', 1).expect(200);
    await put('d', 2).expect(200);
    const refused = await quote({ cartId: 'guest-1' }).expect(409);
    expect(refused.body).toMatchObject({
      ...slug('several-currencies'),
      currencies: 'EUR USD',
    });
    const dollars = await quoted({ cartId: 'guest-1', currency: 'USD' });
    expect(dollars).toMatchObject({
      itemsMinor: 1_800,
      notices: [{ kind: 'no-delivery' }],
    });
    await methods('ann', 1, [parcel({ currency: 'USD' })]).expect(200);
    const paid = await quoted({ cartId: 'guest-1', currency: 'USD' });
    expect(paid.quote).not.toBeNull();
    const none = await quote({ cartId: 'guest-1', currency: 'JPY' });
    expect(none.body).toMatchObject(slug('cart-empty'));
  });

  it('is refused when there is nothing to quote, or too much', async () => {
    const { quote, line, shelf } = await setup();
    shelf.offers.set('gold', offer('gold', { price: EUR(99_999_999_999) }));
    for (const [body, status, name] of [
      [{ cartId: 'guest-9' }, 409, 'cart-empty'],
      [{}, 409, 'cart-empty'],
      [{ lines: [line('unknown')] }, 404, 'product-not-found'],
      [{ lines: [line('gold', 2)] }, 409, 'amount-too-large'],
      [{ cartId: 'customer-ann' }, 404, 'cart-not-found'],
    ] as const) {
      const answer = await quote(body).expect(status);
      expect(answer.body).toMatchObject(slug(name));
    }
    const other = customer('bob');
    await quote({ cartId: 'customer-ann' }, other).expect(404);
  });

  it('is never guessed while products or inventory are away', async () => {
    const { quote, line, shelf } = await setup();
    shelf.inventoryAway = true;
    await quote({ lines: [line('a')] }).expect(503);
    Object.assign(shelf, { inventoryAway: false, productsAway: true });
    await quote({ lines: [line('a')] }).expect(503);
  });

  it('is valid for fifteen minutes, and only as it was sealed', async () => {
    const { quoted, line, shelf, deps } = await setup();
    const { quote } = await quoted({ lines: [line('a')] });
    const token = quote ?? '';
    const expired = { slug: 'quote-expired' };
    await expect(deps.tokens.open(`A${token}`)).rejects.toMatchObject(expired);
    await expect(deps.tokens.open('')).rejects.toMatchObject(expired);
    shelf.clock = new Date(shelf.clock.getTime() + 15 * 60_000);
    await expect(deps.tokens.open(token)).rejects.toMatchObject(expired);
  });

  it('outlives the rotation of the key it was sealed with', async () => {
    const { quoted, line, deps, shelf } = await setup();
    const { quote } = await quoted({ lines: [line('a')] });
    const pem = (key: string) =>
      `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`;
    const by = (...keys: string[]) =>
      quoteTokens(
        quoteKeys({ get: async () => keys.map(pem).join('') }),
        () => shelf.clock,
      );
    const content = await deps.tokens.open(quote ?? '');
    const token = await by('old').seal(content);
    expect(await by('new', 'old').open(token)).toEqual(content);
    await expect(by('new').open(token)).rejects.toMatchObject({
      slug: 'quote-expired',
    });
  });
});

describe('shipping methods', () => {
  it('are replaced by their vendor, whoever else has changed them meanwhile', async () => {
    const { methods, api } = await setup();
    const stale = await methods('ann', 0, []).expect(409);
    expect(stale.body).toMatchObject(slug('stale-settings'));
    await methods('ann', 1, [
      parcel(),
      parcel({ id: 'fr', countries: ['FR'] }),
    ]);
    const read = async (query: string) =>
      (await api.get(`/shipping-methods/ann${query}`).set(shipping).expect(200))
        .body as { version: number; methods: ShippingMethod[] };
    const shipping = guest;
    expect((await read('')).version).toBe(2);
    const ids = (await read('?country=FR')).methods.map(({ id }) => id);
    expect(ids).toEqual(['fr']);
  });

  it.each([
    [{ price: { by: 'flat', amountMinor: -1 } }, 'methods.0.price.amountMinor'],
    [{ countries: [] }, 'methods.0.countries'],
    [{ countries: ['XX'] }, 'methods.0.countries.0'],
    [{ days: { from: 5, to: 2 } }, 'methods.0.days'],
    [{ currency: 'XXX' }, 'methods.0.currency'],
    [{ name: '' }, 'methods.0.name'],
  ])('are refused with %j', async (over, path) => {
    const { methods } = await setup();
    const answer = await methods('ann', 1, [parcel(over)]).expect(422);
    expect(answer.body).toMatchObject({ errors: [{ path }] });
  });
});

describe('rates of tax', () => {
  it('are those of the seed until an operator sets them', async () => {
    const { api, rates } = await setup();
    const read = async () =>
      (await api.get('/taxes').set(operator).expect(200)).body as {
        items: { place: string; version: number; rates: object[] }[];
      };
    const { items } = await read();
    expect(items.length).toBeGreaterThan(150);
    const of = (place: string) => items.find((one) => one.place === place);
    expect(of('DE')).toMatchObject({ version: 1 });
    expect(of('FR')).toEqual({
      place: 'FR',
      version: 0,
      rates: [{ taxClass: 'standard', percent: 20, from: '1970-01-01' }],
    });
    expect(of('CA-QC')?.rates).toMatchObject([{ percent: 14.975 }]);
    await rates(0).expect(409);
    await rates(1, 'DE', 5.5).expect(200);
    await rates(0, 'XX').expect(422);
    await rates(0, 'FR', 100.5).expect(422);
    await rates(0, 'FR', 1.23456).expect(422);
  });

  it('of a region count before those of its country', async () => {
    const { quoted, line, methods } = await setup();
    const countries = ['CA'];
    await methods('ann', 1, [parcel({ countries })]).expect(200);
    const percent = async (region?: string) => {
      const shipTo = { country: 'CA', ...(region ? { region } : {}) };
      const { parts } = await quoted({ lines: [line('a')], shipTo });
      return parts[0]?.lines[0]?.taxPercent;
    };
    expect([await percent('QC'), await percent('YT'), await percent()]).toEqual(
      [14.975, 5, 5],
    );
  });
});
