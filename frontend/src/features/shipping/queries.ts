import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { answered, api } from '../../lib/api';
import { queryClient } from '../../lib/query-client';

const PATH = '/api/vendors/me/shipping-methods';

export const ownMethodsQuery = queryOptions({
  queryKey: ['own', 'shipping-methods'],
  queryFn: ({ signal }) => answered(api.GET(PATH, { signal })),
});

/** Replaces all methods; refused when they have changed elsewhere meanwhile. */
export const useSetMethods = (version: number) =>
  useMutation({
    mutationFn: (methods: ShippingMethod[]) =>
      answered(api.PUT(PATH, { body: { version, methods } })),
    onSuccess: (now) => queryClient.setQueryData(ownMethodsQuery.queryKey, now),
    onError: () => queryClient.invalidateQueries(ownMethodsQuery),
  });
