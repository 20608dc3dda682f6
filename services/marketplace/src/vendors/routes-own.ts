import {
  AddWarehouse,
  WarehouseList,
  WarehouseView,
} from '@souk/contracts/inventory/views';
import { VendorView } from '@souk/contracts/vendors/views';
import { WithKey } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import type { Ask } from '@souk/platform/dapr/ask';
import { addWarehouse, listWarehouses, readVendor } from './vendors';

const tag = 'Vendors';

/** What a vendor reads and changes of its own account. */
export const ownVendorRoutes = publicRoutes<{ ask: Ask }>();

ownVendorRoutes.serve(
  {
    method: 'get',
    path: '/api/vendors/me',
    tag,
    caller: 'vendor',
    scope: 'account',
    summary: 'The vendor of the token',
    answers: [{ status: 200, description: 'The vendor', schema: VendorView }],
  },
  ({ ask }, { principal }) => readVendor(ask, principal),
);

ownVendorRoutes.serve(
  {
    method: 'get',
    path: '/api/vendors/me/warehouses',
    tag,
    caller: 'vendor',
    scope: 'warehouses',
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
  ({ ask }, { principal }) => listWarehouses(ask, principal),
);

ownVendorRoutes.serve(
  {
    method: 'post',
    path: '/api/vendors/me/warehouses',
    tag,
    caller: 'vendor',
    scope: 'warehouses',
    summary: 'Add a warehouse',
    headers: WithKey,
    body: {
      schema: AddWarehouse,
      example: { name: 'Harbour', city: 'Rotterdam', country: 'Netherlands' },
    },
    answers: [
      { status: 201, description: 'The warehouse', schema: WarehouseView },
    ],
    problems: ['too-many-warehouses', 'idempotency-key-reused'],
  },
  ({ ask }, { principal, headers, body }) =>
    addWarehouse(ask, principal, body, headers['idempotency-key']),
);
