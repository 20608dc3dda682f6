import type { AddWarehouse } from '@souk/contracts/inventory/views';
import { turns } from '@souk/platform/actors/turns';
import { AppError } from '@souk/platform/http/errors';
import { idOfKey, keyReused } from '@souk/platform/http/idempotency';
import { mainWarehouseId } from './main-id';
import type { Warehouse, WarehouseStore } from './store';

export interface WarehousesDeps {
  warehouses: WarehouseStore;
  newId: () => string;
  now: () => Date;
}

const MAX_WAREHOUSES = 200;

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

/** One at a time per vendor here; between replicas the place decides. */
const adding = turns();
const ATTEMPTS = 10;

/**
 * The same key again answers with the same warehouse.
 * @throws AppError `too-many-warehouses`, `idempotency-key-reused`.
 */
export const addWarehouse = (
  deps: WarehousesDeps,
  vendorId: string,
  asked: AddWarehouse,
  key?: string,
): Promise<Warehouse> =>
  adding(vendorId, async () => {
    const { name, city = null, country = null } = asked;
    const warehouse = {
      id:
        key === undefined
          ? deps.newId()
          : idOfKey(['warehouse', vendorId], key),
      vendorId,
      name,
      city,
      country,
      createdAt: deps.now().toISOString(),
    };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // None is ever removed, so the next place is their number.
      const known = await listWarehouses(deps, vendorId);
      const same = known.find(({ id }) => id === warehouse.id);
      if (same) return repeated(same, warehouse);
      if (known.length >= MAX_WAREHOUSES) throw tooManyWarehouses();
      if (await deps.warehouses.addAt(known.length, warehouse))
        return warehouse;
    }
    throw new AppError(
      'unavailable',
      'dependency-unavailable',
      'Too many warehouses were added at the same time; try again',
    );
  });

function repeated(first: Warehouse, asked: Warehouse): Warehouse {
  const { name, city, country } = first;
  if (name === asked.name && city === asked.city && country === asked.country)
    return first;
  throw keyReused();
}

const tooManyWarehouses = () =>
  new AppError(
    'conflict',
    'too-many-warehouses',
    `A vendor has at most ${MAX_WAREHOUSES} warehouses`,
  );

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
