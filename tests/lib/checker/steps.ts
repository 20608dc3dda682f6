import type { StockChange } from '@souk/contracts/inventory/events';
import type { Entry } from './evidence';

/**
 * What one operation did to one product at one time; at several warehouses
 * perhaps, but once at each.
 */
export interface Step {
  kind: StockChange['kind'];
  productId: string;
  version: number;
  /** By the clock of the host, in milliseconds. */
  at: number;
  operationId: string;
  reservationId: string | undefined;
  changes: StockChange[];
}

/** A change that is made twice in one turn becomes two steps. */
export function stepsOf(entries: Entry[]): Step[] {
  return entries.flatMap(({ productId, version, at, changes }) => {
    const steps: Step[] = [];
    for (const change of changes) {
      const { kind, operationId = '', reservationId, warehouseId } = change;
      const last = steps.at(-1);
      const goesOn =
        last?.kind === kind &&
        last.operationId === operationId &&
        last.reservationId === reservationId;
      if (
        goesOn &&
        !last.changes.some((one) => one.warehouseId === warehouseId)
      )
        last.changes.push(change);
      else
        steps.push({
          kind,
          productId,
          version,
          at: Date.parse(at),
          operationId,
          reservationId,
          changes: [change],
        });
    }
    return steps;
  });
}

export const shelved = ({ changes }: Step) =>
  changes.reduce((sum, { onHand }) => sum + onHand.after - onHand.before, 0);
export const heldBack = ({ changes }: Step) =>
  changes.reduce(
    (sum, { reserved }) => sum + reserved.after - reserved.before,
    0,
  );

/** How many units a step of a reservation is about. */
export const unitsOf = (step: Step): number =>
  Math.max(Math.abs(heldBack(step)), Math.abs(shelved(step)));

/** Where the units were taken from, in words that can be compared. */
export function placesOf({ changes }: Step): string {
  const places = changes.map(({ warehouseId, onHand, reserved }) => {
    const units = Math.max(
      Math.abs(reserved.after - reserved.before),
      Math.abs(onHand.after - onHand.before),
    );
    return `${warehouseId}:${units}`;
  });
  return places.sort().join(' ');
}

export const inWords = (
  taken: { warehouseId: string; quantity: number }[],
): string =>
  taken
    .map(({ warehouseId, quantity }) => `${warehouseId}:${quantity}`)
    .sort()
    .join(' ');
