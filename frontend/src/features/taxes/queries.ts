import type { SetRates } from '@souk/contracts/orders/taxes';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';
import { queryClient } from '../../lib/query-client';

export type PlaceRates = Schemas['TaxTable']['items'][number];

const PATH = '/api/operations/taxes';

export const taxesQuery = queryOptions({
  queryKey: ['own', 'taxes'],
  queryFn: ({ signal }) => answered(api.GET(PATH, { signal })),
});

/** Replaces the rates of a place; refused when they have changed meanwhile. */
export const useSetRates = () =>
  useMutation({
    mutationFn: (body: SetRates) => answered(api.PUT(PATH, { body })),
    onSettled: () => queryClient.invalidateQueries(taxesQuery),
  });
