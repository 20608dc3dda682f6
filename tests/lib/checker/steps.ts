import type { StockChange } from '@souk/contracts/inventory/events';
import type { Entry } from './evidence';

/**
 * What one operation did to one product in one turn, at most once per
 * warehouse.
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

/** A change made twice in one turn becomes two steps. */
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

export const onHandDelta = ({ changes }: Step) =>
  changes.reduce((sum, { onHand }) => sum + onHand.after - onHand.before, 0);
export const reservedDelta = ({ changes }: Step) =>
  changes.reduce(
    (sum, { reserved }) => sum + reserved.after - reserved.before,
    0,
  );

/** The number of units in a step of a reservation. */
export const unitsOf = (step: Step): number =>
  Math.max(Math.abs(reservedDelta(step)), Math.abs(onHandDelta(step)));

/** How many units moved at each warehouse. */
export const unitsAt = ({ changes }: Step) =>
  changes.map(({ warehouseId, onHand, reserved }) => ({
    warehouseId,
    units: Math.max(
      Math.abs(reserved.after - reserved.before),
      Math.abs(onHand.after - onHand.before),
    ),
  }));

/** Where the units were taken from, as comparable text. */
export const placesOf = (step: Step): string =>
  unitsAt(step)
    .map(({ warehouseId, units }) => `${warehouseId}:${units}`)
    .sort()
    .join(' ');

export const formatPlaces = (
  taken: { warehouseId: string; quantity: number }[],
): string =>
  taken
    .map(({ warehouseId, quantity }) => `${warehouseId}:${quantity}`)
    .sort()
    .join(' ');
