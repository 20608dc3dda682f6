import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';
import { LIVE_MS, liveInterval } from '../../lib/live';

export type ProductPage = Schemas['ProductView'];
export type Stock = NonNullable<ProductPage['stock']>;

/** Polled while the page is open; an unchanged answer is a 304. */
export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['product', id],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/products/{id}', { params: { path: { id } }, signal }),
      ),
    refetchInterval: liveInterval,
    staleTime: LIVE_MS,
  });

/** How a vendor delivers; it seldom changes. */
export const methodsQuery = (vendorId: string) =>
  queryOptions({
    queryKey: ['shipping-methods', vendorId],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/vendors/{id}/shipping-methods', {
          params: { path: { id: vendorId } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
