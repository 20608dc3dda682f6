import { StockLevel } from '@souk/contracts/inventory/views';
import {
  LedgerPage,
  StockAudit,
  type LedgerQuery,
  type RepairStock,
} from '@souk/contracts/inventory/ledger';
import type { Principal } from '@souk/platform/auth/principal';
import type { z } from 'zod';
import type { Ask } from '../peers/ask';

const app = 'inventory';
type Level = z.infer<typeof StockLevel>;

/** @throws AppError `stock-not-open`. */
export const readLedger = (
  ask: Ask,
  as: Principal,
  id: string,
  { order, after, limit }: LedgerQuery,
): Promise<LedgerPage> => {
  const path = `/stock/${id}/ledger?order=${order}&after=${after}&limit=${limit}`;
  return ask({
    app,
    scope: 'operations:read',
    method: 'GET',
    path,
    as,
    answer: LedgerPage,
  });
};

/** @throws AppError `stock-not-open`. */
export const auditStock = (
  ask: Ask,
  as: Principal,
  id: string,
): Promise<StockAudit> =>
  ask({
    app,
    scope: 'operations:read',
    method: 'POST',
    path: `/stock/${id}/audit`,
    as,
    answer: StockAudit,
  });

export interface Repair {
  productId: string;
  body: RepairStock;
  /** Names this one repair, so that it can be repeated. */
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
): Promise<Level> => {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  const path = `/stock/${productId}/repairs`;
  return ask({
    app,
    scope: 'operations:write',
    method: 'POST',
    path,
    as,
    headers,
    body,
    answer: StockLevel,
  });
};
