import { Id } from '@souk/contracts/fields';
import { CartView } from '@souk/contracts/marketplace/cart';
import { guestCartId, SetCartLine } from '@souk/contracts/orders/carts';
import * as orders from '@souk/contracts/orders/calls';
import type { Ask } from '@souk/platform/dapr/ask';
import { z } from 'zod';
import { originOf } from '../http/browser';
import { publicRoutes } from '../http/public-routes';
import { fromOwnPages } from '../sessions/same-origin';
import type { VendorNames } from '../vendors/names';
import { withNames } from './cart';
import type { GuestCarts } from './cookie';

export interface CartRoutesDeps {
  ask: Ask;
  guests: GuestCarts;
  vendorNames: VendorNames;
}

const tag = 'Cart';
const path = '/api/cart/lines/{productId}';
const params = z.object({ productId: Id });
const answers = [
  { status: 200, description: 'The cart as it is now', schema: CartView },
] as const;
/** Of a browser without a cart: orders answers with an empty one. */
const NONE = guestCartId('none');

export const cartRoutes = publicRoutes<CartRoutesDeps>();

cartRoutes.serve(
  {
    method: 'get',
    path: '/api/cart',
    tag,
    caller: 'anyone',
    summary: 'The cart of this browser',
    description:
      'By currency and vendor, with the price when a line was added, the price now and what can be bought now. It holds no stock. What cannot be asked is null and named in `missing`.',
    answers,
    problems: ['dependency-unavailable'],
  },
  async ({ ask, guests, vendorNames }, _request, ctx) => {
    const cartId = (await guests.of(ctx)) ?? NONE;
    const cart = await ask(orders.readCart, { params: { cartId } });
    return withNames(vendorNames, cart);
  },
);

cartRoutes.serve(
  {
    method: 'put',
    path,
    tag,
    caller: 'anyone',
    summary: 'Set the quantity of a product in the cart',
    description:
      'Adds the line when it is not there; an unused cart is kept for 60 days. The quantity is not compared with the stock: the answer says what can be bought.',
    params,
    body: { schema: SetCartLine, example: { quantity: 2 } },
    answers,
    problems: [
      'product-not-found',
      'product-archived',
      'too-many-lines',
      'stale-cart',
      'csrf-refused',
      'dependency-unavailable',
    ],
  },
  (_deps, ctx) => fromOwnPages(originOf(ctx)),
  async ({ ask, guests, vendorNames }, { params, body }, ctx) => {
    const cartId = await guests.ofOrNew(ctx);
    const { productId } = params;
    const cart = await ask(orders.setCartLine, {
      params: { cartId, productId },
      body,
    });
    return withNames(vendorNames, cart);
  },
);

cartRoutes.serve(
  {
    method: 'delete',
    path,
    tag,
    caller: 'anyone',
    summary: 'Take a product out of the cart',
    description: 'Doing it again changes nothing.',
    params,
    answers,
    problems: ['stale-cart', 'csrf-refused', 'dependency-unavailable'],
  },
  (_deps, ctx) => fromOwnPages(originOf(ctx)),
  async ({ ask, guests, vendorNames }, { params }, ctx) => {
    const cartId = (await guests.of(ctx)) ?? NONE;
    const { productId } = params;
    const cart = await ask(orders.removeCartLine, {
      params: { cartId, productId },
    });
    return withNames(vendorNames, cart);
  },
);
