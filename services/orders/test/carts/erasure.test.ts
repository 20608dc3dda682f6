import { guestCartId } from '@souk/contracts/orders/carts';
import { customer, guest, offer, shop } from '../support/shop';

const ERASED = 'customers.customer-erased.v1';
const erased = { customerId: 'cleo', erasedAt: '2026-01-02T03:04:05.006Z' };

async function withCart() {
  const souk = shop([offer('mug'), offer('cup')]);
  const { api, put, cartOf } = souk;
  const cleo = customer('cleo');
  await put('cup', 1).expect(200);
  await put('mug', 2, cartOf('cleo'), cleo).expect(200);
  await api
    .post(`/carts/${cartOf('cleo')}/merge`)
    .set(cleo)
    .send({ guestCartId: guestCartId('1') })
    .expect(200);
  return souk;
}

it('the cart of an erased customer is removed, with those that went into it', async () => {
  const { event, deps, cartOf } = await withCart();
  expect(await event(ERASED, erased)).toEqual({ status: 'SUCCESS' });
  expect(await deps.carts.find(cartOf('cleo'))).toBeUndefined();
  expect(await deps.carts.find(guestCartId('1'))).toBeUndefined();
  expect(await event(ERASED, erased)).toEqual({ status: 'SUCCESS' });
});

it('the carts of everybody else stay', async () => {
  const { event, put, read, cartOf } = await withCart();
  const dora = customer('dora');
  await put('mug', 1, cartOf('dora'), dora).expect(200);
  await put('mug', 1, guestCartId('2')).expect(200);
  await event(ERASED, erased);
  expect(await read(cartOf('dora'), dora)).toMatchObject({ units: 1 });
  expect(await read(guestCartId('2'))).toMatchObject({ units: 1 });
});

it('an erasure comes again until the cart is removed; one without an id never', async () => {
  const { event, deps, cartOf } = await withCart();
  const away = jest
    .spyOn(deps.carts, 'remove')
    .mockRejectedValue(new Error('away'));
  for (let n = 0; n < 6; n++)
    expect(await event(ERASED, erased)).toEqual({ status: 'RETRY' });
  away.mockRestore();
  expect(await event(ERASED, erased)).toEqual({ status: 'SUCCESS' });
  expect(await deps.carts.find(cartOf('cleo'))).toBeUndefined();
  expect(await event(ERASED, {})).toEqual({ status: 'DROP' });
});

it('a customer reads what is kept of the cart, and nobody else does', async () => {
  const { api, shelf, cartOf } = await withCart();
  shelf.productsAway = true;
  const path = `/carts/${cartOf('cleo')}/export`;
  const answer = await api.get(path).set(customer('cleo')).expect(200);
  expect(answer.body).toMatchObject({
    lines: [
      { productId: 'mug', quantity: 2, vendorId: 'ann' },
      { productId: 'cup', quantity: 1 },
    ],
    saved: [],
    usedAt: shelf.clock.toISOString(),
  });
  await api.get(path).set(customer('dora')).expect(404);
  await api.get(path).set(guest).expect(403);
});
