import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
} from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../../lib/api';
import { liveInterval } from '../../../lib/live';

export type OwnProduct = Schemas['OwnProductPage']['items'][number];
export type History = Schemas['StockHistory']['items'][number];

export const OWN_SORTS = {
  newest: 'Newest',
  updated: 'Last changed',
  name: 'Name',
  stock: 'Lowest stock',
} as const;
type OwnSort = keyof typeof OWN_SORTS;

export interface OwnQuery {
  q?: string;
  sort: OwnSort;
  status: 'active' | 'archived';
}

export function readOwnQuery(params: URLSearchParams): OwnQuery {
  const q = params.get('q')?.trim().slice(0, 200);
  const sort = params.get('sort') ?? '';
  return {
    ...(q ? { q } : {}),
    sort: Object.hasOwn(OWN_SORTS, sort) ? (sort as OwnSort) : 'newest',
    status: params.get('status') === 'archived' ? 'archived' : 'active',
  };
}

/** Private data is cached under 'own', which a sign-out clears. */
export const ownListQuery = (query: OwnQuery) =>
  infiniteQueryOptions({
    queryKey: ['own', 'products', query],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? {} : { after: pageParam };
      return answered(
        api.GET('/api/vendors/me/products', {
          params: { query: { ...query, limit: 50, ...after } },
          signal,
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const ownProductQuery = (id: string) =>
  queryOptions({
    queryKey: ['own', 'product', id],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/products/{id}', { params: { path: { id } }, signal }),
      ),
    staleTime: 0,
  });

/** On hand and reserved, polled while the editor is open. */
export const ownStockQuery = (id: string) =>
  queryOptions({
    queryKey: ['own', 'stock', id],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/products/{id}/stock', {
          params: { path: { id } },
          signal,
        }),
      ),
    refetchInterval: liveInterval,
    staleTime: 0,
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['own', 'history', id],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/products/{id}/stock/history', {
          params: { path: { id }, query: { limit: 200 } },
          signal,
        }),
      ),
  });
