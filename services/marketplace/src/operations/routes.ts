import Router from '@koa/router';
import { OperatorSignIn } from '@souk/contracts/marketplace/operators';
import { Id } from '@souk/contracts/fields';
import { IdempotencyKey } from '@souk/contracts/fields';
import { LedgerQuery, RepairStock } from '@souk/contracts/inventory/ledger';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import { z } from 'zod';
import type { RateLimits } from '../http/admission';
import type { Ask } from '@souk/platform/dapr/ask';
import { listDeadLetters, replayDeadLetter } from './dead-letters';
import { signInOperator } from '../identity/operators';
import { auditStock, readLedger, repairStock } from './stock-ledger';
import type { OwnKeys } from '../identity/keys';

export interface OperationRoutesDeps {
  ask: Ask;
  identity: Identity;
  keys: OwnKeys;
  limits: RateLimits;
}

const LetterPath = z.object({ id: Id });
const StockPath = z.object({ productId: Id });
const RepairHeaders = z.object({
  'idempotency-key': IdempotencyKey.optional(),
});

export function operationRoutes({
  ask,
  identity,
  keys,
  limits,
}: OperationRoutesDeps): Router {
  const router = new Router<{ principal: Principal }>();

  router.post('/api/operators/sessions', open(), async (ctx) => {
    await limits.signInFrom(ctx.ip);
    const { key } = parse(OperatorSignIn, ctx.request.body);
    await limits.signInTo('operator', ctx.ip);
    ctx.body = await signInOperator(keys, key);
    ctx.status = 201;
  });

  router.get(
    '/api/operations/dead-letters',
    requires('operations:read', identity),
    async (ctx) => {
      ctx.body = await listDeadLetters(ask, ctx.state.principal);
    },
  );

  router.post(
    '/api/operations/dead-letters/:id/replay',
    requires('operations:write', identity),
    async (ctx) => {
      ctx.body = await replayDeadLetter(
        ask,
        ctx.state.principal,
        parse(LetterPath, ctx.params).id,
      );
    },
  );

  router.get(
    '/api/operations/stock/:productId/ledger',
    requires('operations:read', identity),
    async (ctx) => {
      const { productId } = parse(StockPath, ctx.params);
      ctx.body = await readLedger(
        ask,
        ctx.state.principal,
        productId,
        parse(LedgerQuery, ctx.query),
      );
    },
  );

  router.post(
    '/api/operations/stock/:productId/audit',
    requires('operations:read', identity),
    async (ctx) => {
      ctx.body = await auditStock(
        ask,
        ctx.state.principal,
        parse(StockPath, ctx.params).productId,
      );
    },
  );

  router.post(
    '/api/operations/stock/:productId/repairs',
    requires('operations:write', identity),
    async (ctx) => {
      const { productId } = parse(StockPath, ctx.params);
      const { 'idempotency-key': key } = parse(RepairHeaders, ctx.headers);
      ctx.body = await repairStock(ask, ctx.state.principal, {
        productId,
        body: parse(RepairStock, ctx.request.body),
        key,
      });
    },
  );

  router.get('/.well-known/jwks.json', open(), async (ctx) => {
    ctx.set('cache-control', 'public, max-age=60');
    ctx.body = (await keys.signing()).jwks;
  });

  return router;
}
