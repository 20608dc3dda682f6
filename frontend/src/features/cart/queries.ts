import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';
import { queryClient } from '../../lib/query-client';
import { sessionQuery } from '../../lib/session';

export type Cart = Schemas['CartView'];
export type CartPart = Cart['parts'][number];
export type CartVendor = CartPart['vendors'][number];
export type CartLine = CartVendor['lines'][number];

const KEY = ['cart'];
/** Prices and stock are read anew when a shopper comes back to the cart. */
const STALE_MS = 5_000;

/**
 * A hint that this browser has put something into a cart: others need not ask
 * for an empty one on every page.
 */
const HINT = 'souk-cart';

export const cartQuery = queryOptions({
  queryKey: KEY,
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

export const linesOf = (cart: Cart | undefined): CartLine[] =>
  (cart?.parts ?? []).flatMap(({ vendors }) =>
    vendors.flatMap(({ lines }) => lines),
  );

export interface LineChange {
  productId: string;
  /** 0 takes the line out. */
  quantity: number;
}

/** Changes are sent one after another, and each answer is the whole cart. */
export const useSetLine = () =>
  useMutation({
    scope: { id: 'cart' },
    mutationFn: ({ productId, quantity }: LineChange) => {
      const params = { path: { productId } };
      const path = '/api/cart/lines/{productId}';
      return answered(
        quantity === 0
          ? api.DELETE(path, { params })
          : api.PUT(path, { params, body: { quantity } }),
      );
    },
    onSuccess: (cart) => keep(cart),
  });

function keep(cart: Cart): void {
  localStorage.setItem(HINT, 'yes');
  void queryClient.cancelQueries({ queryKey: KEY });
  queryClient.setQueryData(KEY, cart);
}
