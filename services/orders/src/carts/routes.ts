import type Router from '@koa/router';
import * as calls from '@souk/contracts/orders/calls';
import { customerCartId, guestCartId } from '@souk/contracts/orders/carts';
import type { Principal } from '@souk/platform/auth/principal';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { AppError } from '@souk/platform/http/errors';
import { createRouter } from '@souk/platform/http/router';
import {
  exportCart,
  readCart,
  removeLine,
  removeSaved,
  saveForLater,
  setLine,
  type CartsDeps,
} from './carts';
import { mergeCart } from './merging';

export function cartRoutes(deps: CartsDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.readCart, verify, ({ params, principal }) =>
    readCart(deps, ownCart(principal, params.cartId)),
  );

  serve(router, calls.exportCart, verify, ({ params, principal }) =>
    exportCart(deps, ownCart(principal, params.cartId)),
  );

  serve(router, calls.setCartLine, verify, ({ params, principal, body }) =>
    setLine(deps, ownCart(principal, params.cartId), {
      productId: params.productId,
      quantity: body.quantity,
    }),
  );

  serve(router, calls.removeCartLine, verify, ({ params, principal }) =>
    removeLine(deps, ownCart(principal, params.cartId), params.productId),
  );

  serve(router, calls.saveForLater, verify, ({ params, principal }) =>
    saveForLater(deps, ownCart(principal, params.cartId), params.productId),
  );

  serve(router, calls.removeSaved, verify, ({ params, principal }) =>
    removeSaved(deps, ownCart(principal, params.cartId), params.productId),
  );

  // The customer's browser has both: the session, and the guest's cookie.
  serve(router, calls.mergeCart, verify, ({ params, principal, body }) =>
    mergeCart(deps, ownCart(principal, params.cartId), body.guestCartId),
  );

  return router;
}

const ANY_GUEST = guestCartId('');

/** Whoever knows the id of a guest's cart has it from its sealed cookie. */
export function ownCart(who: Principal, cartId: string): string {
  const isOwn =
    who.role === 'customer'
      ? cartId === customerCartId(who.id)
      : cartId.startsWith(ANY_GUEST);
  if (isOwn) return cartId;
  throw new AppError(
    'not-found',
    'cart-not-found',
    `There is no cart ${cartId}`,
  );
}
