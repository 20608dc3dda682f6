import { setTimeout as pause } from 'node:timers/promises';
import type { StockLevel } from '@souk/contracts/inventory/views';
import type {
  LedgerPage,
  LedgerQuery,
  RepairStock,
  StockAudit,
} from '@souk/contracts/inventory/ledger';
import type { Principal } from '@souk/platform/auth/principal';
import { auditStock } from './audit';
import { countStock, stockNotOpen, type StockDeps } from '../stock/levels';
import type { StockLedger } from './store';
import { ownWarehouse } from '../warehouses/warehouses';

export interface BooksDeps extends StockDeps {
  ledger: Pick<StockLedger, 'entries'>;
}

/**
 * Turns reach the ledger after they have replied; it is given this long to catch
 * up.
 */
const CATCH_UP = { times: 10, everyMs: 100 };

/** @throws AppError `stock-not-open`. */
export async function readLedger(
  deps: BooksDeps,
  productId: string,
  query: LedgerQuery,
): Promise<LedgerPage> {
  const entries = await deps.ledger.entries(productId);
  if (entries.length === 0 && !(await deps.stock.level(productId)))
    throw stockNotOpen(productId);
  const { order, after, limit } = query;
  const following =
    order === 'asc'
      ? entries.filter(({ version }) => version > after)
      : entries
          .filter(({ version }) => after === 0 || version < after)
          .reverse();
  const items = following.slice(0, limit);
  return {
    items,
    next: following.length > limit ? (items.at(-1)?.version ?? null) : null,
  };
}

/** Changes nothing. @throws AppError `stock-not-open`. */
export async function audit(
  deps: BooksDeps,
  productId: string,
): Promise<StockAudit> {
  for (let tries = 1; ; tries++) {
    const level = await deps.stock.level(productId);
    if (!level) throw stockNotOpen(productId);
    const entries = await deps.ledger.entries(productId);
    // Later entries than the level that was asked for first belong to a later
    // audit.
    const result = auditStock(
      entries.filter(({ version }) => version <= level.version),
      level,
    );
    if (result.gaps.length === 0 || tries === CATCH_UP.times) return result;
    await pause(CATCH_UP.everyMs);
  }
}

/**
 * A new entry with its reason and whoever made it; what is written already
 * stays. @throws AppError as `setOnHand` does.
 */
export async function repair(
  deps: BooksDeps,
  who: Principal,
  productId: string,
  {
    warehouseId,
    onHand,
    reason,
    operationId,
  }: RepairStock & { operationId: string | undefined },
): Promise<StockLevel> {
  const { vendorId } = await ownWarehouse(deps, undefined, warehouseId);
  return countStock(deps, who, productId, {
    kind: 'repair',
    vendorId,
    warehouseId,
    quantity: onHand,
    reason,
    by: who.id,
    operationId:
      operationId === undefined
        ? `repair:${deps.newId()}`
        : `key:${operationId}`,
  });
}
