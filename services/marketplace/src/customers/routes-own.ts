import {
  changeEmail,
  changeOwnAccount,
  eraseOwnAccount,
  readOwnAccount,
} from '@souk/contracts/customers/calls';
import {
  ChangeCustomer,
  ChangeEmail,
  CustomerView,
  EraseCustomer,
} from '@souk/contracts/customers/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { z } from 'zod';
import { wrongPassword } from '../accounts/routes';
import { forgetSession } from '../http/browser';
import { exportOf } from './export';
import { publicRoutes } from '../http/public-routes';
import type { UserTokens } from '../identity/user-tokens';

const tag = 'Customers';

const Zip = z
  .custom<Uint8Array>((value) => value instanceof Uint8Array)
  .meta({ type: 'string', format: 'binary' });

/** What a customer reads and changes of its own account. */
export const ownCustomerRoutes = publicRoutes<{
  ask: Ask;
  customerTokens: Pick<UserTokens, 'revoke'>;
}>();

ownCustomerRoutes.serve(
  {
    method: 'get',
    path: '/api/customers/me',
    tag,
    caller: 'customer',
    scope: 'customer',
    summary: 'The customer of the token',
    answers: [
      { status: 200, description: 'The customer', schema: CustomerView },
    ],
    problems: ['customer-not-found'],
  },
  ({ ask }, { principal }) => ask(readOwnAccount, { as: principal }),
);

ownCustomerRoutes.serve(
  {
    method: 'patch',
    path: '/api/customers/me',
    tag,
    caller: 'customer',
    scope: 'customer',
    summary: 'Change the name',
    body: { schema: ChangeCustomer, example: { name: 'Ann Larsen' } },
    answers: [
      { status: 200, description: 'The customer', schema: CustomerView },
    ],
    problems: ['customer-not-found'],
  },
  ({ ask }, { principal, body }) =>
    ask(changeOwnAccount, { body, as: principal }),
);

ownCustomerRoutes.serve(
  {
    method: 'put',
    path: '/api/customers/me/email',
    tag,
    caller: 'customer',
    scope: 'customer',
    summary: 'Ask for another e-mail address',
    description:
      'A mail to the new address has a link that changes it; the old address is told. The answer is the same for every address.',
    body: {
      schema: ChangeEmail,
      example: { email: 'ann@example.org', password: 'correct horse battery' },
    },
    answers: [{ status: 202, description: 'A mail was asked for' }],
    problems: ['wrong-password', 'too-many-requests'],
  },
  ({ ask }, { principal, body }) =>
    ask(changeEmail, { body, as: principal }).catch(wrongPassword),
);

ownCustomerRoutes.serve(
  {
    method: 'delete',
    path: '/api/customers/me',
    tag,
    caller: 'customer',
    scope: 'customer',
    summary: 'Delete the account',
    description:
      'At once and for good: the account with its addresses, sessions and mails, and the cart. The e-mail address is free for a new account.',
    body: {
      schema: EraseCustomer,
      example: { password: 'correct horse battery' },
    },
    answers: [{ status: 204, description: 'The account is gone' }],
    problems: ['wrong-password', 'too-many-requests'],
  },
  async ({ ask, customerTokens }, { principal, body }, ctx) => {
    await ask(eraseOwnAccount, { body, as: principal }).catch(wrongPassword);
    customerTokens.revoke(principal.id);
    forgetSession(ctx);
  },
);

ownCustomerRoutes.serve(
  {
    method: 'get',
    path: '/api/customers/me/export',
    tag,
    caller: 'customer',
    scope: 'customer',
    summary: 'Export all that is known of the customer',
    description:
      'A zip of JSON files: account, addresses, sessions, mails and cart. While one of the services that know something is away, there is none (503).',
    answers: [
      {
        status: 200,
        description: 'The zip',
        schema: Zip,
        type: 'application/zip',
      },
    ],
    problems: ['customer-not-found'],
  },
  async ({ ask }, { principal }, ctx) => {
    const zip = await exportOf(ask, principal);
    ctx.set('content-disposition', 'attachment; filename="souk-account.zip"');
    return zip;
  },
);
