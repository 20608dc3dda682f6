import type Router from '@koa/router';
import { makeQuote as call } from '@souk/contracts/orders/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { ownCart } from '../carts/routes';
import { makeQuote, type QuotesDeps } from './quotes';

export function quoteRoutes(deps: QuotesDeps, verify: VerifyToken): Router {
  const router = createRouter();
  serve(router, call, verify, ({ principal, body }) => {
    if (body.cartId !== undefined) ownCart(principal, body.cartId);
    return makeQuote(deps, body);
  });
  return router;
}
