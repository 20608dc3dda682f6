import { QuoteView } from '@souk/contracts/marketplace/checkout';
import * as orders from '@souk/contracts/orders/calls';
import { AskQuote } from '@souk/contracts/orders/quotes';
import { naming } from '../cart/cart';
import { ownerOf, type OwnersDeps } from '../cart/owner';
import { originOf } from '../http/browser';
import { publicRoutes } from '../http/public-routes';
import { fromOwnPages } from '../sessions/same-origin';
import type { VendorNames } from '../vendors/names';

export interface CheckoutRoutesDeps extends OwnersDeps {
  vendorNames: VendorNames;
}

export const checkoutRoutes = publicRoutes<CheckoutRoutesDeps>();

checkoutRoutes.serve(
  {
    method: 'post',
    path: '/api/checkout/quotes',
    tag: 'Checkout',
    caller: 'anyone',
    summary: 'Quote the cart or some lines',
    description:
      'What each vendor delivers and what it costs with delivery and tax, at the prices and with the stock of now. Without a choice the cheapest delivery of a vendor counts. `quote` holds for 15 minutes: what it says is what is paid. It is null while a notice other than `price-changed` stands against it. A part of a cart in another currency is quoted by itself, by `currency`.',
    body: {
      schema: AskQuote,
      example: { cart: true, shipTo: { country: 'DE' } },
    },
    answers: [{ status: 200, description: 'The quote', schema: QuoteView }],
    problems: [
      'cart-empty',
      'product-not-found',
      'several-currencies',
      'amount-too-large',
      'csrf-refused',
      'stale-cart',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  (_deps, ctx) => fromOwnPages(originOf(ctx)),
  async (deps, request, ctx) => {
    const { cart, ...asked } = request.body;
    const { cartId, ...who } = cart ? await ownerOf(deps, ctx) : {};
    const { parts, ...quote } = await deps.ask(orders.makeQuote, {
      body: cartId === undefined ? asked : { ...asked, cartId },
      ...who,
    });
    const named = await naming(deps.vendorNames, parts);
    return { ...quote, parts: parts.map(named) };
  },
);
