import * as inventory from '@souk/contracts/inventory/calls';
import type {
  ArchiveLedger,
  LedgerArchived,
  LedgerPage,
  LedgerQuery,
  RepairStock,
  StockAudit,
} from '@souk/contracts/inventory/ledger';
import type { StockLevel } from '@souk/contracts/inventory/views';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';

/** @throws AppError `stock-not-open`. */
export const readLedger = (
  ask: Ask,
  as: Principal,
  productId: string,
  query: LedgerQuery,
): Promise<LedgerPage> =>
  ask(inventory.readLedger, { params: { productId }, query, as });

/** @throws AppError `stock-not-open`. */
export const auditStock = (
  ask: Ask,
  as: Principal,
  productId: string,
): Promise<StockAudit> =>
  ask(inventory.auditStock, { params: { productId }, as });

/** @throws AppError `stock-not-open`. */
export const archiveLedger = (
  ask: Ask,
  as: Principal,
  body: ArchiveLedger,
): Promise<LedgerArchived> => ask(inventory.archiveLedger, { body, as });

export interface Repair {
  productId: string;
  body: RepairStock;
  /** Identifies this repair, so that it can be repeated. */
  key: string | undefined;
}

/**
 * @throws AppError `stock-not-open`, `warehouse-not-found`, `below-reserved`,
 * `idempotency-key-reused`.
 */
export const repairStock = (
  ask: Ask,
  as: Principal,
  { productId, body, key }: Repair,
): Promise<StockLevel> =>
  ask(inventory.repairStock, {
    params: { productId },
    headers: { 'idempotency-key': key },
    body,
    as,
  });
