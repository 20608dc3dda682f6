import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';

export type DeadLetter = Schemas['DeadLetterList']['items'][number];
export type LetterState = keyof Schemas['DeadLetterList']['counts'];
export type Mail = Schemas['MailPage']['items'][number];
export type MailState = Mail['state'];
export type Service = Schemas['ServiceList']['items'][number];
export type Trace = Schemas['TraceView'];

export const servicesQuery = queryOptions({
  queryKey: ['own', 'services'],
  queryFn: ({ signal }) =>
    answered(api.GET('/api/operations/services', { signal })),
  refetchInterval: 5_000,
});

/** The key of every list of dead letters. */
export const DEAD_LETTERS = ['own', 'dead-letters'];

export const deadLettersQuery = (state: LetterState) =>
  infiniteQueryOptions({
    queryKey: [...DEAD_LETTERS, state],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? {} : { after: pageParam };
      return answered(
        api.GET('/api/operations/dead-letters', {
          params: { query: { state, ...after } },
          signal,
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 10_000,
  });

/** The key of every list of mails. */
export const MAILS = ['own', 'mails'];

export const mailsQuery = (state: MailState) =>
  infiniteQueryOptions({
    queryKey: [...MAILS, state],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? {} : { after: pageParam };
      return answered(
        api.GET('/api/operations/mails', {
          params: { query: { state, ...after } },
          signal,
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5_000,
  });

/** With what it says. */
export const mailQuery = (id: string) =>
  queryOptions({
    queryKey: ['own', 'mail', id],
    queryFn: ({ signal }) =>
      answered(
        api.GET('/api/operations/mails/{id}', {
          params: { path: { id } },
          signal,
        }),
      ),
  });

export const resend = (id: string) =>
  answered(
    api.POST('/api/operations/mails/{id}/resend', { params: { path: { id } } }),
  );

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

export const drop = (id: string, reason: string) =>
  answered(
    api.POST('/api/operations/dead-letters/{id}/drop', {
      params: { path: { id } },
      body: { reason },
    }),
  );
