import { Id, IdempotencyKey } from '@souk/contracts/fields';
import {
  ArchiveLedger,
  LedgerArchived,
  LedgerPage,
  LedgerQuery,
  RepairStock,
  StockAudit,
} from '@souk/contracts/inventory/ledger';
import { StockLevel } from '@souk/contracts/inventory/views';
import { z } from 'zod';
import { publicRoutes } from '../http/public-routes';
import type { Ask } from '@souk/platform/dapr/ask';
import {
  archiveLedger,
  auditStock,
  readLedger,
  repairStock,
} from './stock-ledger';

const tag = 'Operations';
const StockPath = z.object({ productId: Id });

/** The ledger of a product's stock. */
export const stockLedgerRoutes = publicRoutes<{ ask: Ask }>();

stockLedgerRoutes.serve(
  {
    method: 'get',
    path: '/api/operations/stock/{productId}/ledger',
    tag,
    caller: 'operator',
    scope: 'operations:read',
    summary: 'Everything that happened to the stock of a product',
    params: StockPath,
    query: LedgerQuery,
    answers: [
      {
        status: 200,
        description: 'One entry for each turn, by version',
        schema: LedgerPage,
      },
    ],
    problems: ['stock-not-open', 'dependency-unavailable'],
  },
  ({ ask }, { principal, params, query }) =>
    readLedger(ask, principal, params.productId, query),
);

stockLedgerRoutes.serve(
  {
    method: 'post',
    path: '/api/operations/stock/{productId}/audit',
    tag,
    caller: 'operator',
    scope: 'operations:read',
    summary: 'Add the books of a product up again',
    description:
      'From the ledger alone, compared with the stock as it stands. Changes nothing.',
    params: StockPath,
    answers: [
      { status: 200, description: 'What was found', schema: StockAudit },
    ],
    problems: ['stock-not-open', 'dependency-unavailable'],
  },
  ({ ask }, { principal, params }) =>
    auditStock(ask, principal, params.productId),
);

stockLedgerRoutes.serve(
  {
    method: 'post',
    path: '/api/operations/stock/{productId}/repairs',
    tag,
    caller: 'operator',
    scope: 'operations:write',
    summary: 'State a count against the books',
    description:
      'A new entry in the ledger, with its reason and whoever made it; nothing written before is changed.',
    params: StockPath,
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
    body: {
      schema: RepairStock,
      example: {
        warehouseId: 'main-ann',
        onHand: 3,
        reason: 'two broke in transit',
      },
    },
    answers: [
      { status: 200, description: 'The level afterwards', schema: StockLevel },
    ],
    problems: [
      'stock-not-open',
      'warehouse-not-found',
      'below-reserved',
      'idempotency-key-reused',
      'dependency-unavailable',
    ],
  },
  ({ ask }, { principal, params, headers, body }) =>
    repairStock(ask, principal, {
      productId: params.productId,
      body,
      key: headers['idempotency-key'],
    }),
);

stockLedgerRoutes.serve(
  {
    method: 'post',
    path: '/api/operations/stock/archive',
    tag,
    caller: 'operator',
    scope: 'operations:write',
    summary: 'Move old ledger entries into the archive',
    description:
      'Works for some seconds, on one product or on all, and is repeated with `next` as `after` until `next` is null. Pages, audits and late returns read the archive as well.',
    body: { schema: ArchiveLedger, example: { olderThanDays: 365 } },
    answers: [
      {
        status: 200,
        description: 'How many were moved, and where to go on',
        schema: LedgerArchived,
      },
    ],
    problems: ['stock-not-open', 'dependency-unavailable'],
  },
  ({ ask }, { principal, body }) => archiveLedger(ask, principal, body),
);
