import type { StockChange } from '@souk/contracts/inventory/events';
import type { Taken } from '@souk/contracts/inventory/reservations';
import {
  available,
  type Accepted,
  type Refusal,
  type Refused,
  type Stock,
} from './stock';
import { draftMemory, type MemoryDraft } from './memory';

/**
 * One turn on open stock: commands change it in order and share its version and
 * time.
 */
export interface Draft {
  stock: Stock & { forgotten: NonNullable<Stock['forgotten']> };
  readonly at: string;
  readonly now: number;
  readonly version: number;
  readonly memory: MemoryDraft;
  readonly changes: StockChange[];
  /**
   * There is something to store, if only a remembered refusal.
   */
  dirty: boolean;
}

export const draftOf = (stock: Stock, now: Date): Draft => ({
  stock: {
    ...stock,
    forgotten: stock.forgotten ?? {
      version: stock.version,
      at: stock.changedAt,
    },
  },
  at: now.toISOString(),
  now: now.getTime(),
  version: stock.version + 1,
  memory: draftMemory(stock.memory),
  changes: [],
  dirty: false,
});

/** How far units move at one warehouse. */
export interface Move {
  onHand: number;
  reserved: number;
}

/** The only way to change a level: together with its ledger entry. */
export function move(
  draft: Draft,
  warehouseId: string,
  by: Move,
  told: Omit<StockChange, 'warehouseId' | keyof Move>,
): void {
  const before = draft.stock.warehouses.find(
    (one) => one.warehouseId === warehouseId,
  );
  const { onHand, reserved } = before ?? { onHand: 0, reserved: 0 };
  const level = {
    ...before,
    warehouseId,
    onHand: onHand + by.onHand,
    reserved: reserved + by.reserved,
  };
  const { warehouses } = draft.stock;
  draft.stock = {
    ...draft.stock,
    version: draft.version,
    changedAt: draft.at,
    warehouses: before
      ? warehouses.map((one) => (one === before ? level : one))
      : [...warehouses, level],
  };
  draft.changes.push({
    ...told,
    warehouseId,
    onHand: { before: onHand, after: level.onHand },
    reserved: { before: reserved, after: level.reserved },
  });
  draft.dirty = true;
}

/** Moves all units taken by a reservation, scaled from one unit. */
export function moveTaken(
  draft: Draft,
  taken: Taken[],
  perUnit: Move,
  told: Omit<StockChange, 'warehouseId' | keyof Move>,
): void {
  for (const { warehouseId, quantity } of taken) {
    move(
      draft,
      warehouseId,
      {
        onHand: perUnit.onHand * quantity,
        reserved: perUnit.reserved * quantity,
      },
      told,
    );
  }
}

export const accepted = (draft: Draft): Accepted => ({
  outcome: 'accepted',
  version: draft.stock.version,
  at: draft.at,
  available: available(draft.stock.warehouses),
});

export const refused = (
  draft: Draft,
  reason: Refusal,
  more: Partial<Refused> = {},
): Refused => ({
  outcome: 'refused',
  reason,
  version: draft.stock.version,
  ...more,
});
