import { createHash } from 'node:crypto';
import type { AddWarehouse } from '@souk/contracts/inventory/views';
import { AppError } from '@souk/platform/http/errors';
import type { Warehouse, WarehouseStore } from './store';

export interface WarehousesDeps {
  warehouses: WarehouseStore;
  newId: () => string;
  now: () => Date;
}

const MAX_WAREHOUSES = 200;
const ID_LENGTH = 64;

/**
 * Derives the id of a vendor's first warehouse, so that creating it is
 * idempotent.
 */
export function mainWarehouseId(vendorId: string): string {
  const id = `main-${vendorId}`;
  return id.length <= ID_LENGTH
    ? id
    : `main-${createHash('sha256').update(vendorId).digest('base64url')}`;
}

/**
 * Creates a vendor's "Main" if missing. Every reader calls it, because the
 * registration event may be late.
 */
export async function ensureMain(
  { warehouses }: Pick<WarehousesDeps, 'warehouses'>,
  vendorId: string,
  createdAt: string,
): Promise<void> {
  await warehouses.add({
    id: mainWarehouseId(vendorId),
    vendorId,
    name: 'Main',
    city: null,
    country: null,
    createdAt,
  });
}

/** A vendor's warehouses, "Main" first, then by age. */
export async function listWarehouses(
  deps: WarehousesDeps,
  vendorId: string,
): Promise<Warehouse[]> {
  const main = mainWarehouseId(vendorId);
  let found = await deps.warehouses.ofVendor(vendorId);
  if (!found.some(({ id }) => id === main)) {
    await ensureMain(deps, vendorId, deps.now().toISOString());
    found = await deps.warehouses.ofVendor(vendorId);
  }
  const rank = ({ id, createdAt }: Warehouse) =>
    id === main ? '' : `${createdAt} ${id}`;
  return found.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** @throws AppError `too-many-warehouses`. */
export async function addWarehouse(
  deps: WarehousesDeps,
  vendorId: string,
  asked: AddWarehouse,
): Promise<Warehouse> {
  const { length } = await listWarehouses(deps, vendorId);
  if (length >= MAX_WAREHOUSES) {
    throw new AppError(
      'conflict',
      'too-many-warehouses',
      `A vendor has at most ${MAX_WAREHOUSES} warehouses`,
    );
  }
  const { name, city = null, country = null } = asked;
  const warehouse = {
    id: deps.newId(),
    vendorId,
    name,
    city,
    country,
    createdAt: deps.now().toISOString(),
  };
  await deps.warehouses.add(warehouse);
  return warehouse;
}

/**
 * @throws AppError `warehouse-not-found` when there is none or, for a vendor,
 * when it is a stranger's.
 */
export async function ownWarehouse(
  deps: WarehousesDeps,
  vendorId: string | undefined,
  id: string,
): Promise<Warehouse> {
  // The id is known in advance, so it may be used before the registration event
  // arrives.
  if (vendorId !== undefined && id === mainWarehouseId(vendorId))
    await listWarehouses(deps, vendorId);
  const [warehouse] = await deps.warehouses.find([id]);
  if (!warehouse || (vendorId !== undefined && warehouse.vendorId !== vendorId))
    throw warehouseNotFound(id);
  return warehouse;
}

export const warehouseNotFound = (id: string) =>
  new AppError(
    'not-found',
    'warehouse-not-found',
    `There is no warehouse ${id}`,
  );
