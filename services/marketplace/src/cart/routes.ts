import { Id } from '@souk/contracts/fields';
import { CartView } from '@souk/contracts/marketplace/cart';
import * as orders from '@souk/contracts/orders/calls';
import { SetCartLine } from '@souk/contracts/orders/carts';
import type { Context } from 'koa';
import { z } from 'zod';
import { originOf } from '../http/browser';
import type { Operation } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import { fromOwnPages } from '../sessions/same-origin';
import type { VendorNames } from '../vendors/names';
import { putLine, withNames } from './cart';
import { ownerOf, type OwnersDeps } from './owner';

export interface CartRoutesDeps extends OwnersDeps {
  vendorNames: VendorNames;
}

const LINE = '/api/cart/lines/{productId}';
const SAVED = '/api/cart/saved/{productId}';

const common = {
  tag: 'Cart',
  caller: 'anyone',
  answers: [
    { status: 200, description: 'The cart as it is now', schema: CartView },
  ],
} as const;
const changing = {
  ...common,
  params: z.object({ productId: Id }),
  problems: [
    'stale-cart',
    'csrf-refused',
    'too-many-requests',
    'dependency-unavailable',
  ],
} as const satisfies Partial<Operation>;

const ownPages = (_deps: CartRoutesDeps, ctx: Context) =>
  fromOwnPages(originOf(ctx));

export const cartRoutes = publicRoutes<CartRoutesDeps>();

cartRoutes.serve(
  {
    ...common,
    method: 'get',
    path: '/api/cart',
    summary: 'The cart of this browser or customer',
    description:
      'A customer has the same cart everywhere; a guest has one in the browser, which is merged at sign-in. By currency and vendor, with the price when a line was added, the price now and what can be bought now. It holds no stock. What cannot be asked is null and named in `missing`.',
    problems: ['dependency-unavailable'],
  },
  async (deps, _request, ctx) => {
    const { cartId, ...who } = await ownerOf(deps, ctx);
    const params = { cartId };
    const cart = await deps.ask(orders.readCart, { params, ...who });
    return withNames(deps.vendorNames, cart);
  },
);

cartRoutes.serve(
  {
    ...changing,
    method: 'put',
    path: LINE,
    summary: 'Set the quantity of a product in the cart',
    description:
      'Adds the line when it is not there, from those saved for later too; an unused cart is kept for 60 days. The quantity is not compared with the stock: the answer says what can be bought.',
    body: { schema: SetCartLine, example: { quantity: 2 } },
    problems: [
      ...changing.problems,
      'product-not-found',
      'product-archived',
      'too-many-lines',
    ],
  },
  ownPages,
  async (deps, { params, body }, ctx) => {
    const cart = await putLine(deps, ctx, params.productId, body);
    return withNames(deps.vendorNames, cart);
  },
);

cartRoutes.serve(
  {
    ...changing,
    method: 'delete',
    path: LINE,
    summary: 'Take a product out of the cart',
    description: 'Doing it again changes nothing.',
  },
  ownPages,
  async (deps, request, ctx) => {
    const { cartId, ...who } = await ownerOf(deps, ctx);
    const params = { cartId, ...request.params };
    const cart = await deps.ask(orders.removeCartLine, { params, ...who });
    return withNames(deps.vendorNames, cart);
  },
);

cartRoutes.serve(
  {
    ...changing,
    method: 'put',
    path: SAVED,
    summary: 'Save a product of the cart for later',
    description:
      'Moves its line to a list beside the cart; setting its quantity brings it back. What is not in the cart changes nothing.',
    problems: [...changing.problems, 'too-many-lines'],
  },
  ownPages,
  async (deps, request, ctx) => {
    const { cartId, ...who } = await ownerOf(deps, ctx);
    const params = { cartId, ...request.params };
    const cart = await deps.ask(orders.saveForLater, { params, ...who });
    return withNames(deps.vendorNames, cart);
  },
);

cartRoutes.serve(
  {
    ...changing,
    method: 'delete',
    path: SAVED,
    summary: 'Forget a product saved for later',
    description: 'Doing it again changes nothing.',
  },
  ownPages,
  async (deps, request, ctx) => {
    const { cartId, ...who } = await ownerOf(deps, ctx);
    const params = { cartId, ...request.params };
    const cart = await deps.ask(orders.removeSaved, { params, ...who });
    return withNames(deps.vendorNames, cart);
  },
);
