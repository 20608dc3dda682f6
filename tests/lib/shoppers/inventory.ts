import { StockLevel, WarehouseView } from '@souk/contracts/inventory/views';
import { signingKey } from '@souk/platform/auth/keys';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import type { Level } from '../checker/evidence';
import { originOf } from '../souk/parts';
import { body, request, secrets, type Call } from '../souk/souk';
import type { Send } from './history';

/**
 * Inventory as other services call it: by service invocation, at any replica.
 */
export interface Inventory {
  send: Send;
  level(productId: string): Promise<Level>;
  /** Adds a warehouse; returns its id. */
  warehouse(name: string): Promise<string>;
}

/** Longer than a turn may take, so that late answers are still received. */
const DEADLINE_MS = 7_000;
const CALLER = 'marketplace';
const SCOPES = [
  'stock:open',
  'stock:read',
  'stock:reserve',
  'stock:write',
  'warehouses:write',
];

export function inventoryOf(vendorId: string): Inventory {
  const keys = secrets();
  const mint = tokenIssuer(
    CALLER,
    signingKey(keys[`${CALLER}-signing-key`] ?? ''),
  );
  const tokenAs = (role: 'service' | 'vendor') =>
    mint(
      { subject: role === 'vendor' ? vendorId : CALLER, role, scopes: SCOPES },
      { audience: 'inventory', ttlSeconds: 60 },
    );
  const origin = originOf(`${CALLER}.sidecar`);
  const apiToken = keys[`${CALLER}-dapr-api-token`] ?? '';
  const call = (
    as: 'service' | 'vendor',
    method: string,
    path: string,
    { headers = {}, ...rest }: Call = {},
  ) =>
    request(origin, method, `/v1.0/invoke/inventory/method${path}`, {
      ...rest,
      token: tokenAs(as),
      headers: { ...headers, 'dapr-api-token': apiToken },
      deadlineMs: DEADLINE_MS,
    });
  return {
    send: ({ as, method, path, headers = {}, body: sent }) =>
      call(as, method, path, { headers, body: sent }),
    async level(productId) {
      return body(
        await call('service', 'GET', `/stock/${productId}`),
        200,
        StockLevel,
      );
    },
    async warehouse(name) {
      return body(
        await call('vendor', 'POST', '/warehouses', { body: { name } }),
        201,
        WarehouseView,
      ).id;
    },
  };
}
