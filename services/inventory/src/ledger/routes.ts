import Router from '@koa/router';
import { Id } from '@souk/contracts/fields';
import { IdempotencyKey } from '@souk/contracts/fields';
import { LedgerQuery, RepairStock } from '@souk/contracts/inventory/ledger';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import { audit, readLedger, repair, type BooksDeps } from './ledger';

const ProductPath = z.object({ productId: Id });
const RepairHeaders = z.object({
  'idempotency-key': IdempotencyKey.optional(),
});

export function booksRoutes(deps: BooksDeps, verify: VerifyToken): Router {
  const router = new Router<{ principal: Principal }>();

  router.get(
    '/stock/:productId/ledger',
    requires('operations:read', verify),
    async (ctx) => {
      const { productId } = parse(ProductPath, ctx.params);
      ctx.body = await readLedger(
        deps,
        productId,
        parse(LedgerQuery, ctx.query),
      );
    },
  );

  router.post(
    '/stock/:productId/audit',
    requires('operations:read', verify),
    async (ctx) => {
      ctx.body = await audit(deps, parse(ProductPath, ctx.params).productId);
    },
  );

  router.post(
    '/stock/:productId/repairs',
    requires('operations:write', verify, 'operator'),
    async (ctx) => {
      const { productId } = parse(ProductPath, ctx.params);
      const { 'idempotency-key': operationId } = parse(
        RepairHeaders,
        ctx.headers,
      );
      ctx.body = await repair(deps, ctx.state.principal, productId, {
        ...parse(RepairStock, ctx.request.body),
        operationId,
      });
    },
  );

  return router;
}
