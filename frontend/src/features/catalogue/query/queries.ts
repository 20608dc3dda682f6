import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
} from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../../lib/api';
import type { ShopQuery } from './shop-query';

export type Item = Schemas['CataloguePage']['items'][number];

const PAGE = 24;

const asParameters = ({ inStockOnly, ...rest }: ShopQuery) => ({
  ...rest,
  ...(inStockOnly ? { inStockOnly: 'true' as const } : {}),
});

/** The list page by page; the current pages stay while other filters load. */
export const listQuery = (query: ShopQuery, limit = PAGE) =>
  infiniteQueryOptions({
    queryKey: ['products', query, limit],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? {} : { after: pageParam };
      return answered(
        api.GET('/api/products', {
          params: { query: { ...asParameters(query), limit, ...after } },
          signal,
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

/** A few products for a shelf on another page. */
export const shelfQuery = (query: ShopQuery, limit: number) =>
  queryOptions({
    queryKey: ['shelf', query, limit],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/products', {
          params: { query: { ...asParameters(query), limit } },
          signal,
        }),
      ),
  });

/** The counts for further filters. Without the sort, which changes no count. */
export function facetsQuery({ sort, ...filters }: ShopQuery) {
  const { inStockOnly, ...rest } = filters;
  const query = {
    ...rest,
    ...(inStockOnly ? { inStockOnly: 'true' as const } : {}),
  };
  return queryOptions({
    queryKey: ['facets', filters],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/products/facets', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}
export type Facets = Schemas['Facets'];

export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: ({ signal }) => answered(api.GET('/api/categories', { signal })),
});

export const suggestionsQuery = (q: string) =>
  queryOptions({
    queryKey: ['suggestions', q],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/suggestions', { params: { query: { q } }, signal }),
      ),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });

export const vendorQuery = (id: string) =>
  queryOptions({
    queryKey: ['vendor', id],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/vendors/{id}', { params: { path: { id } }, signal }),
      ),
  });
