import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';

export type ProductPage = Schemas['ProductView'];
export type Stock = NonNullable<ProductPage['stock']>;

/** How long a shopper may look at a figure that has changed. */
const LIVE_MS = 1_000;

/** Live: asked again while somebody looks; an unchanged answer costs a 304. */
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
