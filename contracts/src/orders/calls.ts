import { defineCall } from '../call';
import { Cart, SetCartLine } from './carts';

const app = 'orders';

/**
 * Of a cart that is not there, an empty one. A customer's token reaches only
 * the customer's own cart, and any other token only those of guests.
 */
export const readCart = defineCall({
  app,
  method: 'GET',
  path: '/carts/{cartId}',
  scope: 'carts:read',
  answer: Cart,
  refusals: ['cart-not-found'],
});

const change = {
  app,
  scope: 'carts:write',
  repeatable: true,
  answer: Cart,
} as const;

export const setCartLine = defineCall({
  ...change,
  method: 'PUT',
  path: '/carts/{cartId}/lines/{productId}',
  body: SetCartLine,
  refusals: [
    'cart-not-found',
    'product-not-found',
    'product-archived',
    'too-many-lines',
  ],
});

export const removeCartLine = defineCall({
  ...change,
  method: 'DELETE',
  path: '/carts/{cartId}/lines/{productId}',
  refusals: ['cart-not-found'],
});
