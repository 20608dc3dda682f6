import type { StockAudit } from '@souk/contracts/inventory/ledger';
import type { WarehouseStock } from '../rules/stock';
import type { Level } from '../rules/level';
import type { LedgerEntry } from './store';

const ENDS = new Set(['confirmed', 'released']);

/**
 * Replays the ledger of one product and compares the result with its stock.
 */
export function auditStock(entries: LedgerEntry[], level: Level): StockAudit {
  const books = new Map<string, Omit<WarehouseStock, 'warehouseId'>>();
  const findings: string[] = [];
  const negative = new Set<number>();
  const gaps: number[] = [];
  const ends = new Map<string, Set<string>>();
  let last = 0;
  for (const { version, changes, available } of entries) {
    for (let missing = last + 1; missing < version; missing++)
      gaps.push(missing);
    last = version;
    for (const {
      warehouseId,
      onHand,
      reserved,
      kind,
      reservationId,
      operationId,
    } of changes) {
      const { onHand: had, reserved: held } = books.get(warehouseId) ?? {
        onHand: 0,
        reserved: 0,
      };
      if (had !== onHand.before || held !== reserved.before) {
        findings.push(
          `Version ${version} begins at ${warehouseId} with ${onHand.before} and ${reserved.before} reserved, not ${had} and ${held}`,
        );
      }
      if (
        reserved.after > onHand.after ||
        Math.min(onHand.after, reserved.after) < 0
      )
        negative.add(version);
      books.set(warehouseId, {
        onHand: onHand.after,
        reserved: reserved.after,
      });
      if (reservationId === undefined || !ENDS.has(kind)) continue;
      // One end may move units at several warehouses; two operations are two
      // ends, even in one turn.
      ends.set(
        reservationId,
        (ends.get(reservationId) ?? new Set()).add(
          `${version} ${operationId ?? ''}`,
        ),
      );
    }
    const free = [...books.values()].reduce(
      (sum, { onHand, reserved }) => sum + onHand - reserved,
      0,
    );
    if (free !== available)
      findings.push(
        `Version ${version} tells ${available} available, the books ${free}`,
      );
  }
  for (let missing = last + 1; missing <= level.version; missing++)
    gaps.push(missing);
  for (const { warehouseId, onHand, reserved } of level.warehouses) {
    const { onHand: had, reserved: held } = books.get(warehouseId) ?? {
      onHand: 0,
      reserved: 0,
    };
    if (had === onHand && held === reserved) continue;
    findings.push(
      `The stock says ${onHand} and ${reserved} reserved at ${warehouseId}, the books ${had} and ${held}`,
    );
  }
  return {
    productId: level.productId,
    version: level.version,
    ledgerVersion: last,
    conserved: findings.length === 0 && gaps.length === 0,
    negative: [...negative],
    gaps,
    endedTwice: [...ends].flatMap(([id, operations]) =>
      operations.size > 1 ? [id] : [],
    ),
    findings,
  };
}
