import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';

export type DeadLetter = Schemas['DeadLetterList']['items'][number];
export type Service = Schemas['ServiceList']['items'][number];
export type Trace = Schemas['TraceView'];

export const servicesQuery = queryOptions({
  queryKey: ['own', 'services'],
  queryFn: ({ signal }) =>
    answered(api.GET('/api/operations/services', { signal })),
  refetchInterval: 5_000,
});

export const deadLettersQuery = queryOptions({
  queryKey: ['own', 'dead-letters'],
  queryFn: ({ signal }) =>
    answered(api.GET('/api/operations/dead-letters', { signal })),
  refetchInterval: 10_000,
});

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ['own', 'trace', traceId],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/operations/traces/{traceId}', {
          params: { path: { traceId } },
          signal,
        }),
      ),
    enabled: traceId !== '',
  });

export const replay = (id: string) =>
  answered(
    api.POST('/api/operations/dead-letters/{id}/replay', {
      params: { path: { id } },
    }),
  );
