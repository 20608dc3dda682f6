import Router from '@koa/router';
import { Id } from '@souk/contracts/fields';
import {
  ListOwnProducts,
  StockHistoryQuery,
} from '@souk/contracts/marketplace/own-products';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import type { Ask } from '../peers/ask';
import type { CatalogueDeps } from '../catalogue/list';
import { productTag } from './etag';
import {
  listOwnProducts,
  readStockHistory,
  restoreProduct,
} from './own-products';

export interface OwnRoutesDeps extends CatalogueDeps {
  ask: Ask;
  identity: Identity;
}

const ProductPath = z.object({ id: Id });

/** What a vendor's console reads and does beyond the public API of products. */
export function ownRoutes(deps: OwnRoutesDeps): Router {
  const { ask, identity } = deps;
  const router = new Router<{ principal: Principal }>();

  router.get(
    '/api/vendors/me/products',
    requires('account', identity),
    async (ctx) => {
      ctx.body = await listOwnProducts(
        deps,
        ctx.state.principal,
        parse(ListOwnProducts, ctx.query),
      );
    },
  );

  router.post(
    '/api/products/:id/restore',
    requires('products:write', identity),
    async (ctx) => {
      const product = await restoreProduct(
        ask,
        ctx.state.principal,
        parse(ProductPath, ctx.params).id,
      );
      ctx.set('etag', productTag(product.version));
      ctx.body = product;
    },
  );

  router.get(
    '/api/products/:id/stock/history',
    requires('stock:history', identity),
    async (ctx) => {
      const { id } = parse(ProductPath, ctx.params);
      ctx.body = await readStockHistory(
        ask,
        ctx.state.principal,
        id,
        parse(StockHistoryQuery, ctx.query),
      );
    },
  );

  return router;
}
