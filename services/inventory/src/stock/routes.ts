import Router from '@koa/router';
import { Id } from '@souk/contracts/fields';
import {
  ListStock,
  OpenStock,
  SetOnHand,
} from '@souk/contracts/inventory/views';
import { IdempotencyKey } from '@souk/contracts/fields';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import type { Context } from 'koa';
import { z } from 'zod';
import {
  listStock,
  openStock,
  readStock,
  setOnHand,
  type StockDeps,
} from './levels';

const ProductPath = z.object({ productId: Id });
const StockQuery = z.strictObject({
  ids: z
    .string()
    .transform((ids) => ids.split(','))
    .pipe(ListStock.shape.ids),
});
const StockPath = z.object({ productId: Id, warehouseId: Id });
/** `"s7"`: version 7 of the stock. */
const StockTag = z
  .string()
  .regex(/^"s\d{1,15}"$/, 'must be the ETag of a stock level')
  .transform((tag) => Number(tag.slice(2, -1)));
const SetHeaders = z.object({
  'if-match': StockTag.optional(),
  'idempotency-key': IdempotencyKey.optional(),
});

export function stockRoutes(deps: StockDeps, verify: VerifyToken): Router {
  const router = new Router<{ principal: Principal }>();

  router.get('/stock', requires('stock:read', verify), async (ctx) => {
    const { ids } = parse(StockQuery, ctx.query);
    ctx.body = { items: await listStock(deps, ids) };
  });

  router.get(
    '/stock/:productId',
    requires('stock:read', verify),
    async (ctx) => {
      ctx.body = await readStock(
        deps,
        parse(ProductPath, ctx.params).productId,
      );
    },
  );

  router.post('/listStock', requires('stock:read', verify), async (ctx) => {
    ctx.body = {
      items: await listStock(deps, parse(ListStock, ctx.request.body).ids),
    };
  });

  router.put(
    '/stock/:productId/:warehouseId',
    requires('stock:write', verify),
    async (ctx) => {
      const { productId, warehouseId } = parse(StockPath, ctx.params);
      const headers = parse(SetHeaders, given(ctx));
      const { onHand } = parse(SetOnHand, ctx.request.body);
      ctx.body = await setOnHand(deps, ctx.state.principal, {
        productId,
        warehouseId,
        onHand,
        expectedVersion: headers['if-match'],
        operationId: headers['idempotency-key'],
      });
    },
  );

  router.post(
    '/stock/:productId/open',
    requires('stock:open', verify, 'service'),
    async (ctx) => {
      const { productId } = parse(ProductPath, ctx.params);
      ctx.body = await openStock(
        deps,
        productId,
        parse(OpenStock, ctx.request.body),
      );
    },
  );

  return router;
}

// "*" asks for any version, which is what leaving the header out asks for.
const given = ({ headers }: Pick<Context, 'headers'>) => {
  const { 'if-match': ifMatch, ...rest } = headers;
  return ifMatch === undefined || ifMatch === '*' ? rest : headers;
};
