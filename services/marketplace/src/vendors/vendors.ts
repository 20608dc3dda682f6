import {
  type RefreshSession,
  type RegisterVendor,
  SessionView,
  type SignIn,
  VendorView,
} from '@souk/contracts/vendors/views';
import {
  type AddWarehouse,
  WarehouseList,
  WarehouseView,
} from '@souk/contracts/inventory/views';
import type { Principal } from '@souk/platform/auth/principal';
import { z } from 'zod';
import type { Ask } from '../peers/ask';
import { refusedAs } from '../peers/remap-refusal';
import type { VendorTokens } from '../identity/vendor-tokens';

export const registerVendor = (
  ask: Ask,
  body: RegisterVendor,
): Promise<VendorView> =>
  ask({
    app: 'vendors',
    scope: 'vendors:register',
    method: 'POST',
    path: '/registerVendor',
    body,
    answer: VendorView,
  });

/** @throws AppError `wrong-credentials` (401). */
export const signIn = (ask: Ask, body: SignIn): Promise<SessionView> =>
  ask({
    app: 'vendors',
    scope: 'sessions:open',
    method: 'POST',
    path: '/sessions',
    body,
    answer: SessionView,
  }).catch(refusedAs('unauthenticated', ['wrong-credentials']));

/** @throws AppError `invalid-refresh-token` (401). */
export const refreshSession = (
  ask: Ask,
  body: z.infer<typeof RefreshSession>,
): Promise<SessionView> =>
  ask({
    app: 'vendors',
    scope: 'sessions:open',
    method: 'POST',
    path: '/sessions/refresh',
    body,
    answer: SessionView,
  }).catch(refusedAs('unauthenticated', ['invalid-refresh-token']));

/**
 * Ends the session the token belongs to, here at once and everywhere by its
 * announcement.
 */
export async function signOut(
  ask: Ask,
  tokens: VendorTokens,
  vendor: Principal,
): Promise<void> {
  await ask({
    app: 'vendors',
    scope: 'sessions:close',
    method: 'DELETE',
    path: '/sessions/current',
    as: vendor,
    answer: z.void(),
  });
  if (vendor.sessionId !== undefined) tokens.revoke(vendor.sessionId);
}

export const readVendor = (ask: Ask, vendor: Principal): Promise<VendorView> =>
  ask({
    app: 'vendors',
    scope: 'vendors:read',
    method: 'GET',
    path: '/vendors/me',
    as: vendor,
    answer: VendorView,
  });

export const listWarehouses = (
  ask: Ask,
  vendor: Principal,
): Promise<z.infer<typeof WarehouseList>> =>
  ask({
    app: 'inventory',
    scope: 'warehouses:read',
    method: 'GET',
    path: '/warehouses',
    as: vendor,
    answer: WarehouseList,
  });

export const addWarehouse = (
  ask: Ask,
  vendor: Principal,
  body: AddWarehouse,
): Promise<WarehouseView> =>
  ask({
    app: 'inventory',
    scope: 'warehouses:write',
    method: 'POST',
    path: '/warehouses',
    as: vendor,
    body,
    answer: WarehouseView,
  });
