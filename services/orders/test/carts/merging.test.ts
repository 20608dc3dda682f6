import { Cart } from '@souk/contracts/orders/carts';
import { customer, guest, offer, shop } from '../support/shop';

const ann = customer('ann');
const ANN = 'customer-ann';
const slug = (name: string) => ({ type: `/problems/${name}` });

const found = (body: unknown) => {
  const { parts, saved } = Cart.parse(body);
  const lines = parts.flatMap(({ vendors }) => vendors.flatMap((v) => v.lines));
  const pairs = (all: typeof lines) =>
    Object.fromEntries(all.map((one) => [one.product.id, one.quantity]));
  return { lines: pairs(lines), saved: pairs(saved) };
};

function setup() {
  const ids = Array.from({ length: 110 }, (_, n) => `p-${n}`);
  const all = shop([...['a', 'b', 'c'], ...ids].map((id) => offer(id)));
  const merge = (guestCartId = 'guest-1', who = ann, cartId = ANN) =>
    all.api.post(`/carts/${cartId}/merge`).set(who).send({ guestCartId });
  const save = (id: string, cartId = 'guest-1', who = guest) =>
    all.api.put(`/carts/${cartId}/saved/${id}`).set(who);
  return { ...all, merge, save, ids };
}

describe('what is saved for later', () => {
  it('is beside the cart, comes back with its price, and can be forgotten', async () => {
    const { put, save, shelf, api } = setup();
    await put('a', 2).expect(200);
    await put('b', 1).expect(200);
    for (let n = 0; n < 2; n += 1) {
      const answer = await save('a').expect(200);
      expect(answer.body).toMatchObject({ version: 3, units: 1 });
      expect(found(answer.body)).toEqual({ lines: { b: 1 }, saved: { a: 2 } });
    }
    const price = { amountMinor: 9, currency: 'EUR' };
    shelf.offers.set('a', offer('a', { price }));
    const back = await put('a', 4).expect(200);
    expect(found(back.body)).toEqual({ lines: { b: 1, a: 4 }, saved: {} });
    expect(Cart.parse(back.body).parts[0]?.vendors[0]?.lines[1]).toMatchObject({
      priceThen: { amountMinor: 1250 },
      priceNow: price,
    });
    await save('a').expect(200);
    const path = '/carts/guest-1/saved/a';
    const gone = await api.delete(path).set(guest).expect(200);
    expect(found(gone.body)).toEqual({ lines: { b: 1 }, saved: {} });
  });

  it('is at most a hundred products', async () => {
    const { put, save, ids } = setup();
    for (const id of ids.slice(0, 100)) {
      await put(id, 1).expect(200);
      await save(id).expect(200);
    }
    await put('a', 1).expect(200);
    const answer = await save('a').expect(409);
    expect(answer.body).toMatchObject(slug('too-many-lines'));
  });
});

describe("a guest's cart at sign-in", () => {
  it('is added to that of the customer, once', async () => {
    const { put, save, merge, read } = setup();
    await put('a', 2, ANN, ann).expect(200);
    await put('a', 3).expect(200);
    await put('b', 1).expect(200);
    await put('c', 1).expect(200);
    await save('c').expect(200);
    const merged = { lines: { a: 5, b: 1 }, saved: { c: 1 } };
    for (let n = 0; n < 3; n += 1)
      expect(found((await merge().expect(200)).body)).toEqual(merged);
    expect(found(await read(ANN, ann))).toEqual(merged);
    expect(found(await read())).toEqual({ lines: {}, saved: {} });
  });

  it('adds up to what there is', async () => {
    const { put, merge, shelf } = setup();
    await put('a', 4, ANN, ann).expect(200);
    await put('a', 4).expect(200);
    shelf.stock.set('a', 6);
    const answer = await merge().expect(200);
    expect(found(answer.body).lines).toEqual({ a: 6 });
  });

  it('takes nothing more, and says so', async () => {
    const { put, save, merge } = setup();
    await put('a', 1).expect(200);
    await merge().expect(200);
    const answer = await put('b', 1).expect(409);
    expect(answer.body).toMatchObject(slug('cart-merged'));
    await save('a').expect(200);
  });

  it('goes to one customer only', async () => {
    const { put, merge } = setup();
    await put('a', 1).expect(200);
    await merge().expect(200);
    const bob = customer('bob');
    const answer = await merge('guest-1', bob, 'customer-bob').expect(200);
    expect(found(answer.body).lines).toEqual({});
  });

  it('that is not there changes nothing', async () => {
    const { merge } = setup();
    expect(found((await merge('guest-9').expect(200)).body).lines).toEqual({});
  });

  it('stays as it is when both would be too large', async () => {
    const { put, merge, deps, read } = setup();
    const { lines } = (await put('a', 1).then(() =>
      deps.carts.find('guest-1'),
    ))!;
    const many = Array.from({ length: 500 }, (_, n) => ({
      ...lines[0]!,
      productId: `many-${n}`,
    }));
    const own = { id: ANN, version: 0, lines: [], saved: many };
    await deps.carts.save({ ...own, merged: [], mergedInto: null }, new Date());
    const answer = await merge().expect(409);
    expect(answer.body).toMatchObject(slug('too-many-lines'));
    expect(found(await read()).lines).toEqual({ a: 1 });
  });

  it.each([1, 2, 3])(
    'is mended by a repeated request after a crash at write %i',
    async (crashAt) => {
      const { put, merge, deps, read } = setup();
      await put('a', 2, ANN, ann).expect(200);
      await put('a', 3).expect(200);
      await put('b', 1).expect(200);
      const save = deps.carts.save.bind(deps.carts);
      let writes = 0;
      deps.carts.save = async (...given: Parameters<typeof save>) => {
        writes += 1;
        if (writes === crashAt) throw new Error('crashed');
        return save(...given);
      };
      await merge().expect(500);
      deps.carts.save = save;
      await merge().expect(200);
      expect(found(await read(ANN, ann)).lines).toEqual({ a: 5, b: 1 });
      expect(found(await read()).lines).toEqual({});
    },
  );

  it('loses nothing of what is put into both meanwhile', async () => {
    const { put, merge, read, ids } = setup();
    await put('a', 1).expect(200);
    const late: string[] = [];
    await Promise.all([
      merge(),
      merge(),
      ...ids.slice(0, 10).map((id) => put(id, 1, ANN, ann).expect(200)),
      ...ids.slice(10, 20).map(async (id) => {
        const { status } = await put(id, 1);
        expect([200, 409]).toContain(status);
        if (status === 409) late.push(id);
      }),
    ]);
    await merge().expect(200);
    const wanted = ['a', ...ids.slice(0, 20)].filter(
      (id) => !late.includes(id),
    );
    const { lines } = found(await read(ANN, ann));
    expect(Object.keys(lines).sort()).toEqual(wanted.sort());
  });
});

it("merges for customers only, and only a guest's cart", async () => {
  const { merge } = setup();
  await merge('guest-1', guest, 'guest-2').expect(403);
  await merge('customer-bob').expect(422);
  await merge('guest-1', ann, 'customer-bob').expect(404);
});
