import Router from '@koa/router';
import { WarehouseQuery } from '@souk/contracts/marketplace/catalogue';
import { Id } from '@souk/contracts/fields';
import { AddProduct, ChangeProduct } from '@souk/contracts/products/views';
import { IdempotencyKey } from '@souk/contracts/fields';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import { z } from 'zod';
import { pageTag, productTag, unchanged, versionIn } from './etag';
import { readProduct, type ProductPageDeps } from './page';
import { addProduct, archiveProduct, changeProduct } from './products';

export interface ProductRoutesDeps extends ProductPageDeps {
  identity: Identity;
}

const ProductPath = z.object({ id: Id });
const AddHeaders = z.object({ 'idempotency-key': IdempotencyKey.optional() });

export function productRoutes(deps: ProductRoutesDeps): Router {
  const { ask, identity } = deps;
  const router = new Router<{ principal: Principal }>();

  router.post(
    '/api/products',
    requires('products:write', identity),
    async (ctx) => {
      const { 'idempotency-key': key } = parse(AddHeaders, ctx.headers);
      const product = await addProduct(
        ask,
        ctx.state.principal,
        parse(AddProduct, ctx.request.body),
        key,
      );
      ctx.status = 201;
      ctx.set({
        location: `/api/products/${product.id}`,
        etag: productTag(product.version),
      });
      ctx.body = product;
    },
  );

  router.patch(
    '/api/products/:id',
    requires('products:write', identity),
    async (ctx) => {
      const { id } = parse(ProductPath, ctx.params);
      const change = parse(ChangeProduct, ctx.request.body);
      const product = await changeProduct(
        ask,
        ctx.state.principal,
        id,
        change,
        versionIn(ctx.get('if-match'), 'p'),
      );
      ctx.set('etag', productTag(product.version));
      ctx.body = product;
    },
  );

  router.delete(
    '/api/products/:id',
    requires('products:write', identity),
    async (ctx) => {
      await archiveProduct(
        ask,
        ctx.state.principal,
        parse(ProductPath, ctx.params).id,
      );
      ctx.status = 204;
    },
  );

  router.get('/api/products/:id', open(), async (ctx) => {
    const { id } = parse(ProductPath, ctx.params);
    const page = await readProduct(
      deps,
      id,
      parse(WarehouseQuery, ctx.query).warehouse,
    );
    const etag = pageTag(page);
    ctx.set({ etag, 'cache-control': 'no-cache' });
    ctx.body = page;
    if (unchanged(ctx.get('if-none-match'), etag)) ctx.status = 304;
  });

  return router;
}
