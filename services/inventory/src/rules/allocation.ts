import type { Taken, WantedLine } from '@souk/contracts/inventory/reservations';
import type { WarehouseStock } from './stock';

/**
 * Sums duplicate lines, so that two halves are never checked separately. Lines
 * with a warehouse come first, by its id.
 */
export function summed(lines: WantedLine[]): WantedLine[] {
  const byWarehouse = new Map<string | undefined, number>();
  for (const { warehouseId, quantity } of lines)
    byWarehouse.set(
      warehouseId,
      (byWarehouse.get(warehouseId) ?? 0) + quantity,
    );
  const anywhere = byWarehouse.get(undefined);
  const named = [...byWarehouse].flatMap(([warehouseId, quantity]) =>
    warehouseId === undefined ? [] : [{ warehouseId, quantity }],
  );
  return anywhere === undefined
    ? named.sort(byId)
    : [...named.sort(byId), { quantity: anywhere }];
}

/** Sums duplicate lines of places, which come by their ids. */
export function summedAt(lines: Taken[]): Taken[] {
  const at = new Map<string, number>();
  for (const { warehouseId, quantity } of lines)
    at.set(warehouseId, (at.get(warehouseId) ?? 0) + quantity);
  return [...at]
    .map(([warehouseId, quantity]) => ({ warehouseId, quantity }))
    .sort(byId);
}

export type Allocation =
  { taken: Taken[] } | { short: { available: number; warehouseId?: string } };

/**
 * Allocates the units of summed lines, deterministically. Lines with a
 * warehouse are served first. The rest comes from the warehouse with most
 * available, ties by id, and is split only when no warehouse has enough.
 */
export function allocate(
  warehouses: WarehouseStock[],
  lines: WantedLine[],
): Allocation {
  const free = new Map(
    warehouses.map(({ warehouseId, onHand, reserved }) => [
      warehouseId,
      onHand - reserved,
    ]),
  );
  const taken = new Map<string, number>();
  const take = (warehouseId: string, quantity: number, had: number) => {
    free.set(warehouseId, had - quantity);
    taken.set(warehouseId, (taken.get(warehouseId) ?? 0) + quantity);
  };
  for (const { warehouseId, quantity } of lines) {
    if (warehouseId !== undefined) {
      const available = free.get(warehouseId) ?? 0;
      if (available < quantity) return { short: { available, warehouseId } };
      take(warehouseId, quantity, available);
      continue;
    }
    const most = [...free]
      .map(([id, units]) => ({ warehouseId: id, units }))
      .sort((a, b) => b.units - a.units || byId(a, b));
    const available = most.reduce((sum, { units }) => sum + units, 0);
    if (available < quantity) return { short: { available } };
    let left = quantity;
    for (const { warehouseId: id, units } of most) {
      if (left === 0) break;
      const here = Math.min(left, units);
      take(id, here, units);
      left -= here;
    }
  }
  return {
    taken: summedAt(
      [...taken].map(([warehouseId, quantity]) => ({ warehouseId, quantity })),
    ),
  };
}

const byId = (a: { warehouseId: string }, b: { warehouseId: string }) =>
  a.warehouseId < b.warehouseId ? -1 : 1;
