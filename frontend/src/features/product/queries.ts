import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';

export type ProductPage = Schemas['ProductView'];
export type Stock = NonNullable<ProductPage['stock']>;

/** How long a shopper may see an outdated figure. */
const LIVE_MS = 1_000;

/** Polled while the page is open; an unchanged answer is a 304. */
export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['product', id],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/products/{id}', { params: { path: { id } }, signal }),
      ),
    refetchInterval: ({ state }) =>
      state.status === 'error' ? false : LIVE_MS,
    staleTime: LIVE_MS,
  });
