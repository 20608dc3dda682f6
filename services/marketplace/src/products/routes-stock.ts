import Router from '@koa/router';
import { WarehouseQuery } from '@souk/contracts/marketplace/catalogue';
import { Id } from '@souk/contracts/fields';
import { SetOnHand } from '@souk/contracts/inventory/views';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { stockTag, unchanged, versionIn } from './etag';
import { readAvailability, type ProductPageDeps } from './page';
import { setStock } from './stock';

export interface StockRoutesDeps extends ProductPageDeps {
  identity: Identity;
}

const ProductPath = z.object({ id: Id });
const StockPath = z.object({ id: Id, warehouseId: Id });

export function stockRoutes(deps: StockRoutesDeps): Router {
  const { ask, identity } = deps;
  const router = new Router<{ principal: Principal }>();

  router.get('/api/products/:id/availability', open(), async (ctx) => {
    const { id } = parse(ProductPath, ctx.params);
    const availability = await readAvailability(
      deps,
      id,
      parse(WarehouseQuery, ctx.query).warehouse,
    );
    const etag = stockTag(availability.version);
    ctx.set({ etag, 'cache-control': 'no-cache' });
    ctx.body = availability;
    if (unchanged(ctx.get('if-none-match'), etag)) ctx.status = 304;
  });

  router.put(
    '/api/products/:id/stock/:warehouseId',
    requires('stock:write', identity),
    async (ctx) => {
      const { id: productId, warehouseId } = parse(StockPath, ctx.params);
      const level = parse(SetOnHand, ctx.request.body);
      const expected = versionIn(ctx.get('if-match'), 's');
      const after = await setStock(ask, ctx.state.principal, {
        productId,
        warehouseId,
        level,
        expected,
        operationId: newId(),
      });
      ctx.set('etag', stockTag(after.version));
      ctx.body = after;
    },
  );

  return router;
}
