import {
  AddWarehouse,
  WarehouseList,
  WarehouseView,
} from '@souk/contracts/inventory/views';
import {
  RefreshSession,
  RegisterVendor,
  SessionView,
  SignIn,
  VendorView,
} from '@souk/contracts/vendors/views';
import type { Operation } from '../http/operation';

const tag = 'Vendors';

export const vendorOperations: Operation[] = [
  {
    method: 'post',
    path: '/api/vendors',
    tag,
    caller: 'anyone',
    summary: 'Register a vendor',
    description:
      'A first warehouse, "Main", exists from then on. Limited for each address.',
    body: {
      schema: RegisterVendor,
      example: {
        name: 'Ann & Co',
        email: 'ann@example.com',
        password: 'correct horse battery',
      },
    },
    answers: [
      {
        status: 201,
        description: 'The vendor',
        schema: VendorView,
        headers: ['Location'],
      },
    ],
    problems: ['email-taken', 'too-many-requests', 'dependency-unavailable'],
  },
  {
    method: 'post',
    path: '/api/vendors/sessions',
    tag,
    caller: 'anyone',
    summary: 'Sign in',
    description:
      'The access token lives for minutes; the refresh token gets the next pair, once. Limited for each account and address.',
    body: {
      schema: SignIn,
      example: { email: 'ann@example.com', password: 'correct horse battery' },
    },
    answers: [{ status: 201, description: 'The session', schema: SessionView }],
    problems: [
      'wrong-credentials',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  {
    method: 'post',
    path: '/api/vendors/sessions/refresh',
    tag,
    caller: 'anyone',
    summary: 'Go on with a session',
    description:
      'A refresh token works once. Using it again ends the whole session, since then somebody else may have it too.',
    body: { schema: RefreshSession, example: { refreshToken: 'k3m…' } },
    answers: [
      {
        status: 201,
        description: 'The next pair of tokens',
        schema: SessionView,
      },
    ],
    problems: ['invalid-refresh-token', 'dependency-unavailable'],
  },
  {
    method: 'delete',
    path: '/api/vendors/sessions/current',
    tag,
    caller: 'vendor',
    summary: 'Sign out',
    description: 'Every token of the session is refused from now on.',
    answers: [{ status: 204, description: 'The session has ended' }],
  },
  {
    method: 'get',
    path: '/api/vendors/me',
    tag,
    caller: 'vendor',
    summary: 'The vendor of the token',
    answers: [{ status: 200, description: 'The vendor', schema: VendorView }],
  },
  {
    method: 'get',
    path: '/api/vendors/me/warehouses',
    tag,
    caller: 'vendor',
    summary: 'List own warehouses',
    description: 'The first one is "Main".',
    answers: [
      {
        status: 200,
        description: 'The warehouses, the oldest first',
        schema: WarehouseList,
      },
    ],
  },
  {
    method: 'post',
    path: '/api/vendors/me/warehouses',
    tag,
    caller: 'vendor',
    summary: 'Add a warehouse',
    body: {
      schema: AddWarehouse,
      example: { name: 'Harbour', city: 'Rotterdam', country: 'Netherlands' },
    },
    answers: [
      { status: 201, description: 'The warehouse', schema: WarehouseView },
    ],
    problems: ['too-many-warehouses'],
  },
];
