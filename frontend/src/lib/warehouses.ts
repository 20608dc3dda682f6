import { queryOptions } from '@tanstack/react-query';
import { answered, api } from './api';

/** The vendor's own warehouses, in order of creation. */
export const warehousesQuery = queryOptions({
  queryKey: ['own', 'warehouses'],
  queryFn: ({ signal }) =>
    answered(api.GET('/api/vendors/me/warehouses', { signal })),
});
