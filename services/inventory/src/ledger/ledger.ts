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
import { countStock, type StockDeps } from '../stock/levels';
import { stockNotOpen } from '../stock/refusals';
import type { StockLedger } from './store';
import { ownWarehouse } from '../warehouses/warehouses';

export interface BooksDeps extends StockDeps {
  ledger: Pick<StockLedger, 'entries'>;
}

/**
 * A turn replies before the ledger has it, so an audit waits this long for it.
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
    // Entries newer than the level read first belong to a later audit.
    const result = auditStock(
      entries.filter(({ version }) => version <= level.version),
      level,
    );
    if (result.gaps.length === 0 || tries === CATCH_UP.times) return result;
    await pause(CATCH_UP.everyMs);
  }
}

/**
 * Appends an entry with its reason and author; existing entries stay unchanged.
 * @throws AppError as `setOnHand` does.
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
