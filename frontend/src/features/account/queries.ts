import type { OpenSessionList } from '@souk/contracts/accounts/views';
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../lib/api';
import { queryClient } from '../../lib/query-client';
import { personChanged } from '../../lib/session';
import type { UserRole } from '../session/entrances';

export type OpenSession = OpenSessionList['items'][number];

const BASES = {
  vendor: '/api/vendors/me',
  customer: '/api/customers/me',
} as const;

/** A route that both kinds of account have. */
const own = <P extends string>(role: UserRole, path: P) =>
  `${BASES[role]}${path}` as const;

/** The customer that is signed in. */
export const customerQuery = queryOptions({
  queryKey: ['own', 'customer'],
  queryFn: async ({ signal }) => {
    const customer = await answered(api.GET('/api/customers/me', { signal }));
    personChanged(customer);
    return customer;
  },
});

export async function changeName(name: string): Promise<void> {
  const customer = await answered(
    api.PATCH('/api/customers/me', { body: { name } }),
  );
  personChanged(customer);
  queryClient.setQueryData(customerQuery.queryKey, customer);
}

export const changeEmail = (body: { email: string; password: string }) =>
  answered(api.PUT('/api/customers/me/email', { body }));

/** A zip of all that is known of the customer. */
export const exportAccount = () =>
  answered(api.GET('/api/customers/me/export', { parseAs: 'blob' }));

export const eraseAccount = (password: string) =>
  answered(api.DELETE('/api/customers/me', { body: { password } }));

export const sessionsQuery = (role: UserRole) =>
  queryOptions({
    queryKey: ['own', 'sessions', role],
    queryFn: ({ signal }) =>
      answered(api.GET(own(role, '/sessions'), { signal })),
  });

export async function changePassword(
  role: UserRole,
  body: { password: string; newPassword: string },
): Promise<void> {
  await answered(api.PUT(own(role, '/password'), { body }));
  await queryClient.invalidateQueries(sessionsQuery(role));
}

export const endSession = (role: UserRole, id: string) =>
  answered(
    api.DELETE(own(role, '/sessions/{id}'), { params: { path: { id } } }),
  );

export const endOtherSessions = (role: UserRole) =>
  answered(api.DELETE(own(role, '/sessions')));
