import * as inventory from '@souk/contracts/inventory/calls';
import type {
  AddWarehouse,
  WarehouseList,
  WarehouseView,
} from '@souk/contracts/inventory/views';
import * as vendors from '@souk/contracts/vendors/calls';
import type {
  RefreshSession,
  SessionView,
  SignIn,
  SignInHeaders,
} from '@souk/contracts/accounts/views';
import type { RegisterVendor, VendorView } from '@souk/contracts/vendors/views';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';
import type { z } from 'zod';
import { remapRefusals } from '../http/remap-refusal';

export const registerVendor = (
  ask: Ask,
  body: RegisterVendor,
  key?: string,
): Promise<VendorView> =>
  ask(vendors.registerVendor, { headers: { 'idempotency-key': key }, body });

/** @throws AppError `wrong-credentials` (401). */
export const signIn = (
  ask: Ask,
  body: SignIn,
  headers: z.input<typeof SignInHeaders>,
): Promise<SessionView> =>
  ask(vendors.openSession, { headers, body }).catch(
    remapRefusals(vendors.openSession, 'unauthenticated'),
  );

/** @throws AppError `invalid-refresh-token` (401). */
export const refreshSession = (
  ask: Ask,
  body: z.infer<typeof RefreshSession>,
): Promise<SessionView> =>
  ask(vendors.refreshSession, { body }).catch(
    remapRefusals(vendors.refreshSession, 'unauthenticated'),
  );

export const readVendor = (ask: Ask, vendor: Principal): Promise<VendorView> =>
  ask(vendors.readOwnAccount, { as: vendor });

export const listWarehouses = (
  ask: Ask,
  vendor: Principal,
): Promise<z.infer<typeof WarehouseList>> =>
  ask(inventory.listWarehouses, { as: vendor });

export const addWarehouse = (
  ask: Ask,
  vendor: Principal,
  body: AddWarehouse,
  key?: string,
): Promise<WarehouseView> =>
  ask(inventory.addWarehouse, {
    headers: { 'idempotency-key': key },
    body,
    as: vendor,
  });
