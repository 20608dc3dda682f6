import {
  AddAddress,
  AddressList,
  AddressView,
  ChangeAddress,
} from '@souk/contracts/customers/addresses';
import * as customers from '@souk/contracts/customers/calls';
import type { Ask } from '@souk/platform/dapr/ask';
import { IdPath, WithKey } from '../http/operation';
import { publicRoutes } from '../http/public-routes';

const ALL = '/api/customers/me/addresses';
const ONE = '/api/customers/me/addresses/{id}';

const common = {
  tag: 'Customers',
  caller: 'customer',
  scope: 'customer',
} as const;

export const addressRoutes = publicRoutes<{ ask: Ask }>();

addressRoutes.serve(
  {
    ...common,
    method: 'get',
    path: ALL,
    summary: 'List own addresses',
    answers: [
      {
        status: 200,
        description: 'The addresses, the oldest first',
        schema: AddressList,
      },
    ],
  },
  ({ ask }, { principal }) => ask(customers.listAddresses, { as: principal }),
);

addressRoutes.serve(
  {
    ...common,
    method: 'post',
    path: ALL,
    summary: 'Add an address',
    description:
      'Of 50 at most. The first one is the default. The postal code is checked by the rule of the country where one is known, and kept as its post writes it; the phone number is kept as E.164.',
    headers: WithKey,
    body: {
      schema: AddAddress,
      example: {
        name: 'Ann Larsen',
        lines: ['Hauptstr. 5'],
        city: 'Berlin',
        postalCode: '10115',
        country: 'DE',
        phone: '030 123456',
      },
    },
    answers: [{ status: 201, description: 'The address', schema: AddressView }],
    problems: [
      'customer-not-found',
      'too-many-addresses',
      'idempotency-key-reused',
    ],
  },
  ({ ask }, { principal, headers, body }) =>
    ask(customers.addAddress, { headers, body, as: principal }),
);

addressRoutes.serve(
  {
    ...common,
    method: 'patch',
    path: ONE,
    summary: 'Change an address',
    description:
      'Only the fields that are sent; null takes one away. `isDefault: true` moves the default here.',
    params: IdPath,
    body: { schema: ChangeAddress, example: { isDefault: true } },
    answers: [{ status: 200, description: 'The address', schema: AddressView }],
    problems: ['address-not-found'],
  },
  ({ ask }, { principal, params, body }) =>
    ask(customers.changeAddress, { params, body, as: principal }),
);

addressRoutes.serve(
  {
    ...common,
    method: 'delete',
    path: ONE,
    summary: 'Remove an address',
    description: 'After the default, the newest of the others is it.',
    params: IdPath,
    answers: [{ status: 204, description: 'The address is gone' }],
    problems: ['address-not-found'],
  },
  ({ ask }, { principal, params }) =>
    ask(customers.removeAddress, { params, as: principal }),
);
