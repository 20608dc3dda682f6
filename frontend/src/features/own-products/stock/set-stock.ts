import { isProblem } from '../../../lib/problem';

export interface Level {
  warehouseId: string;
  name: string;
  onHand: number;
  reserved: number;
  available: number;
}

export interface Levels {
  version: number;
  warehouses: Level[];
}

/** The part of the API that the editor uses. */
export interface StockApi {
  set: (
    warehouseId: string,
    level: { onHand: number; version: number },
  ) => Promise<Levels>;
  read: () => Promise<Levels>;
}

export type Outcome =
  { done: Levels } | { conflict: { theirs: number; levels: Levels } };

const onHandAt = ({ warehouses }: Levels, warehouseId: string): number =>
  warehouses.find((level) => level.warehouseId === warehouseId)?.onHand ?? 0;

const ATTEMPTS = 4;

/**
 * Sets the stock on hand at one warehouse, as seen at a version. The version is
 * the whole product's: if a sale or another warehouse has changed it but this
 * count is still the one seen, there is no conflict and the call is retried. If
 * the count itself has changed, the user decides.
 */
export async function setStock(
  api: StockApi,
  {
    warehouseId,
    onHand,
    seen,
  }: { warehouseId: string; onHand: number; seen: Levels },
): Promise<Outcome> {
  const before = onHandAt(seen, warehouseId);
  let { version } = seen;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { done: await api.set(warehouseId, { onHand, version }) };
    } catch (err) {
      if (!isProblem(err, 'stale-stock') || attempt === ATTEMPTS) throw err;
      const levels = await api.read();
      const theirs = onHandAt(levels, warehouseId);
      if (theirs !== before) return { conflict: { theirs, levels } };
      version = levels.version;
    }
  }
}
