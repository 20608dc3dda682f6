import { z } from 'zod';
import { defineCall } from '../call';
import { deadLetterCalls } from '../dead-letters';
import { DigestQuery, RangeDigest } from '../digest';
import { IdempotencyKey } from '../fields';
import {
  ArchiveLedger,
  LedgerArchived,
  LedgerPage,
  LedgerQuery,
  RepairStock,
  StockAudit,
} from './ledger';
import {
  EndReservation,
  ExtendReservation,
  ReservationAnswer,
  ReservationState,
  Reserve,
  ReservedProducts,
  ReturnUnits,
} from './reservations';
import {
  AddWarehouse,
  ListStock,
  OpenStock,
  SetOnHand,
  StockIds,
  StockLevel,
  StockLevels,
  StockList,
  StockTag,
  WarehouseList,
  WarehouseView,
} from './views';

const app = 'inventory';
const operation = { 'idempotency-key': IdempotencyKey.optional() };

export const readStock = defineCall({
  app,
  method: 'GET',
  path: '/stock/{productId}',
  scope: 'stock:read',
  answer: StockLevel,
  refusals: ['stock-not-open'],
});

/** Leaves out unknown products. */
export const listStock = defineCall({
  app,
  method: 'POST',
  path: '/listStock',
  repeatable: true,
  scope: 'stock:read',
  body: ListStock,
  answer: StockList,
});

/** The state of a product's stock is the version of its level. */
export const digestStock = defineCall({
  app,
  method: 'GET',
  path: '/digests/stock',
  scope: 'stock:read',
  query: DigestQuery,
  answer: RangeDigest,
});

/**
 * `readStock` of many products. It waits for no slow one: that is left out, and
 * can be asked for by itself.
 */
export const readStocks = defineCall({
  app,
  method: 'GET',
  path: '/stock',
  scope: 'stock:read',
  query: z.strictObject({ ids: StockIds }),
  answer: StockLevels,
});

export const setOnHand = defineCall({
  app,
  method: 'PUT',
  path: '/stock/{productId}/{warehouseId}',
  scope: 'stock:write',
  headers: z.object({ 'if-match': StockTag.optional(), ...operation }),
  body: SetOnHand,
  answer: StockLevel,
  refusals: [
    'stock-not-open',
    'product-not-found',
    'warehouse-not-found',
    'stale-stock',
    'below-reserved',
    'idempotency-key-reused',
  ],
});

export const openStock = defineCall({
  app,
  method: 'POST',
  path: '/stock/{productId}/open',
  repeatable: true,
  scope: 'stock:open',
  role: 'service',
  body: OpenStock,
  answer: StockLevel,
});

export const readLedger = defineCall({
  app,
  method: 'GET',
  path: '/stock/{productId}/ledger',
  scope: 'operations:read',
  query: LedgerQuery,
  answer: LedgerPage,
  refusals: ['stock-not-open'],
});

export const auditStock = defineCall({
  app,
  method: 'POST',
  path: '/stock/{productId}/audit',
  repeatable: true,
  scope: 'operations:read',
  answer: StockAudit,
  refusals: ['stock-not-open'],
});

/** Works for some seconds and says where the next call goes on. */
export const archiveLedger = defineCall({
  app,
  method: 'POST',
  path: '/archiveLedger',
  repeatable: true,
  scope: 'operations:write',
  role: 'operator',
  body: ArchiveLedger,
  answer: LedgerArchived,
  refusals: ['stock-not-open'],
});

export const repairStock = defineCall({
  app,
  method: 'POST',
  path: '/stock/{productId}/repairs',
  scope: 'operations:write',
  role: 'operator',
  headers: z.object(operation),
  body: RepairStock,
  answer: StockLevel,
  refusals: [
    'stock-not-open',
    'warehouse-not-found',
    'below-reserved',
    'idempotency-key-reused',
  ],
});

/** A refusal is a normal answer (200) with `outcome: 'refused'`. */
const onReservations = {
  app,
  method: 'POST',
  scope: 'stock:reserve',
  repeatable: true,
  answer: ReservationAnswer,
} as const;

export const reserve = defineCall({
  ...onReservations,
  path: '/reservations',
  body: Reserve,
});

export const confirmReservation = defineCall({
  ...onReservations,
  path: '/reservations/{id}/confirm',
  body: EndReservation,
});

export const releaseReservation = defineCall({
  ...onReservations,
  path: '/reservations/{id}/release',
  body: EndReservation,
});

export const extendReservation = defineCall({
  ...onReservations,
  path: '/reservations/{id}/extend',
  body: ExtendReservation,
});

/** After a confirmation, at any later time. */
export const returnReservation = defineCall({
  ...onReservations,
  path: '/reservations/{id}/return',
  body: ReturnUnits,
});

/** From memory, else from the ledger. */
export const readReservation = defineCall({
  app,
  method: 'GET',
  path: '/reservations/{id}',
  scope: 'stock:reserve',
  query: z.strictObject({ productIds: ReservedProducts }),
  answer: ReservationState,
});

/** The warehouses of the calling vendor. */
export const listWarehouses = defineCall({
  app,
  method: 'GET',
  path: '/warehouses',
  scope: 'warehouses:read',
  role: 'vendor',
  answer: WarehouseList,
});

export const addWarehouse = defineCall({
  app,
  method: 'POST',
  path: '/warehouses',
  scope: 'warehouses:write',
  role: 'vendor',
  headers: z.object(operation),
  body: AddWarehouse,
  answer: WarehouseView,
  status: 201,
  refusals: ['too-many-warehouses', 'idempotency-key-reused'],
});

export const { listDeadLetters, replayDeadLetter, dropDeadLetter } =
  deadLetterCalls(app);
