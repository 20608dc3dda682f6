import { defineCall } from '../call';
import { Cart, CartExport, MergeCart, SetCartLine } from './carts';
import { MakeQuote, Quote } from './quotes';
import { SetShippingMethods, ShippingMethods, ShippingQuery } from './shipping';
import { PlaceRates, SetRates, TaxTable } from './taxes';

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

export const exportCart = defineCall({
  app,
  method: 'GET',
  path: '/carts/{cartId}/export',
  scope: 'carts:read',
  role: 'customer',
  answer: CartExport,
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
    'stale-cart',
    'cart-merged',
  ],
});

export const removeCartLine = defineCall({
  ...change,
  method: 'DELETE',
  path: '/carts/{cartId}/lines/{productId}',
  refusals: ['cart-not-found', 'stale-cart'],
});

/** Takes a line out of the cart and keeps it beside it. */
export const saveForLater = defineCall({
  ...change,
  method: 'PUT',
  path: '/carts/{cartId}/saved/{productId}',
  refusals: ['cart-not-found', 'too-many-lines', 'stale-cart'],
});

export const removeSaved = defineCall({
  ...change,
  method: 'DELETE',
  path: '/carts/{cartId}/saved/{productId}',
  refusals: ['cart-not-found', 'stale-cart'],
});

/** Doing it again changes nothing. */
export const mergeCart = defineCall({
  ...change,
  method: 'POST',
  path: '/carts/{cartId}/merge',
  role: 'customer',
  body: MergeCart,
  refusals: ['cart-not-found', 'too-many-lines', 'stale-cart'],
});

/** Those that reach the country; of an unknown vendor, none. */
export const readShippingMethods = defineCall({
  app,
  method: 'GET',
  path: '/shipping-methods/{vendorId}',
  scope: 'shipping:read',
  query: ShippingQuery,
  answer: ShippingMethods,
});

/** Replaces all methods of the calling vendor. */
export const setShippingMethods = defineCall({
  app,
  method: 'PUT',
  path: '/shipping-methods',
  scope: 'shipping:write',
  role: 'vendor',
  body: SetShippingMethods,
  answer: ShippingMethods,
  refusals: ['stale-settings'],
});

export const readTaxes = defineCall({
  app,
  method: 'GET',
  path: '/taxes',
  scope: 'taxes:read',
  answer: TaxTable,
});

/** Replaces all rates of one place. */
export const setTaxRates = defineCall({
  app,
  method: 'PUT',
  path: '/taxes',
  scope: 'taxes:write',
  role: 'operator',
  body: SetRates,
  answer: PlaceRates,
  refusals: ['stale-settings'],
});

/** Nothing is kept of it. */
export const makeQuote = defineCall({
  app,
  method: 'POST',
  path: '/quotes',
  repeatable: true,
  scope: 'quotes:make',
  body: MakeQuote,
  answer: Quote,
  refusals: [
    'cart-not-found',
    'cart-empty',
    'product-not-found',
    'several-currencies',
    'amount-too-large',
  ],
});
