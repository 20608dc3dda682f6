import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';
import { queryClient } from '../../lib/query-client';
import { CART_KEY, sessionQuery } from '../../lib/session';

export type Cart = Schemas['CartView'];
export type CartPart = Cart['parts'][number];
type CartVendor = CartPart['vendors'][number];
export type CartLine = CartVendor['lines'][number];
export type SavedLine = Cart['saved'][number];

/** Prices and stock are read anew when a shopper comes back to the cart. */
const STALE_MS = 5_000;

/**
 * A hint that this browser has put something into a cart: others need not ask
 * for an empty one on every page.
 */
const HINT = 'souk-cart';

export const cartQuery = queryOptions({
  queryKey: CART_KEY,
  staleTime: STALE_MS,
  queryFn: ({ signal }) => answered(api.GET('/api/cart', { signal })),
});

/** The cart for the header, asked for only where there may be one. */
export function useKnownCart(): Cart | undefined {
  const session = useQuery(sessionQuery).data;
  const known = localStorage.getItem(HINT) !== null || Boolean(session);
  return useQuery({ ...cartQuery, enabled: known }).data;
}

/** The units of one product in the cart. */
export const unitsOf = (cart: Cart | undefined, productId: string): number =>
  linesOf(cart).find(({ product }) => product.id === productId)?.quantity ?? 0;

const linesOf = (cart: Cart | undefined): CartLine[] =>
  (cart?.parts ?? []).flatMap(({ vendors }) =>
    vendors.flatMap(({ lines }) => lines),
  );

/** A quantity of 0 takes the line out; `saved` moves it beside the cart. */
export type CartChange = { productId: string } & (
  { quantity: number } | { saved: boolean }
);

/** Changes are sent one after another, and each answer is the whole cart. */
export const useCartChange = () =>
  useMutation({
    scope: { id: 'cart' },
    mutationFn: (change: CartChange) => answered(send(change)),
    onSuccess: (cart) => keep(cart),
  });

function send({ productId, ...change }: CartChange) {
  const params = { path: { productId } };
  const line = '/api/cart/lines/{productId}';
  const saved = '/api/cart/saved/{productId}';
  if ('saved' in change)
    return change.saved
      ? api.PUT(saved, { params })
      : api.DELETE(saved, { params });
  const { quantity } = change;
  return quantity === 0
    ? api.DELETE(line, { params })
    : api.PUT(line, { params, body: { quantity } });
}

function keep(cart: Cart): void {
  localStorage.setItem(HINT, 'yes');
  void queryClient.cancelQueries({ queryKey: CART_KEY });
  queryClient.setQueryData(CART_KEY, cart);
}
