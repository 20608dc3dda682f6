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

/** What the editor needs of the API. */
export interface StockDoors {
  set: (
    warehouseId: string,
    level: { onHand: number; version: number },
  ) => Promise<Levels>;
  /** null while the stock cannot be told. */
  read: () => Promise<Levels | null>;
}

export type Outcome =
  { done: Levels } | { conflict: { theirs: number; levels: Levels } };

const onHandAt = ({ warehouses }: Levels, warehouseId: string): number =>
  warehouses.find((level) => level.warehouseId === warehouseId)?.onHand ?? 0;

const ATTEMPTS = 4;

/**
 * Sets what is on hand at one warehouse, as seen at a version. The version is
 * the whole product's: when it moved on because of a sale or another warehouse,
 * and this count is still the one that was seen, nobody is in the way and it is
 * set again. When the count itself was changed meanwhile, that is a conflict
 * for a person to decide.
 */
export async function setStock(
  doors: StockDoors,
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
      return { done: await doors.set(warehouseId, { onHand, version }) };
    } catch (err) {
      if (!isProblem(err, 'stale-stock') || attempt === ATTEMPTS) throw err;
      const levels = await doors.read();
      if (!levels) throw err;
      const theirs = onHandAt(levels, warehouseId);
      if (theirs !== before) return { conflict: { theirs, levels } };
      version = levels.version;
    }
  }
}
