import {
  changeEmail,
  changeOwnAccount,
  readOwnAccount,
} from '@souk/contracts/customers/calls';
import {
  ChangeCustomer,
  ChangeEmail,
  CustomerView,
} from '@souk/contracts/customers/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { wrongPassword } from '../accounts/routes';
import { publicRoutes } from '../http/public-routes';

const tag = 'Customers';

/** What a customer reads and changes of its own account. */
export const ownCustomerRoutes = publicRoutes<{ ask: Ask }>();

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
