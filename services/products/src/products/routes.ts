import Router from '@koa/router';
import { Id, PageById } from '@souk/contracts/fields';
import { AddProduct, ChangeProduct } from '@souk/contracts/products/views';
import { IdempotencyKey } from '@souk/contracts/fields';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import { archiveProduct, restoreProduct } from './archiving';
import {
  addProduct,
  changeProduct,
  getProduct,
  listProducts,
  type ProductsDeps,
} from './products';

const ProductPath = z.object({ id: Id });
const AddHeaders = z.object({ 'idempotency-key': IdempotencyKey.optional() });
const ChangeHeaders = z.object({ 'if-match': z.string().max(200).optional() });

export function routes(deps: ProductsDeps, verify: VerifyToken): Router {
  const router = new Router<{ principal: Principal }>();

  router.post(
    '/addProduct',
    requires('products:write', verify, 'vendor'),
    async (ctx) => {
      const { 'idempotency-key': idempotencyKey } = parse(
        AddHeaders,
        ctx.headers,
      );
      const input = parse(AddProduct, ctx.request.body);
      ctx.body = await addProduct(deps, {
        vendorId: ctx.state.principal.id,
        input,
        idempotencyKey,
      });
      ctx.status = 201;
    },
  );

  router.patch(
    '/products/:id',
    requires('products:write', verify, 'vendor'),
    async (ctx) => {
      const { id } = parse(ProductPath, ctx.params);
      const { 'if-match': ifMatch } = parse(ChangeHeaders, ctx.headers);
      const change = parse(ChangeProduct, ctx.request.body);
      ctx.body = await changeProduct(deps, {
        vendorId: ctx.state.principal.id,
        id,
        change,
        ifMatch,
      });
    },
  );

  router.delete(
    '/products/:id',
    requires('products:write', verify, 'vendor'),
    async (ctx) => {
      const { id } = parse(ProductPath, ctx.params);
      await archiveProduct(deps, ctx.state.principal.id, id);
      ctx.status = 204;
    },
  );

  router.post(
    '/products/:id/restore',
    requires('products:write', verify, 'vendor'),
    async (ctx) => {
      ctx.body = await restoreProduct(
        deps,
        ctx.state.principal.id,
        parse(ProductPath, ctx.params).id,
      );
    },
  );

  router.get(
    '/products/:id',
    requires('products:read', verify),
    async (ctx) => {
      const { id } = parse(ProductPath, ctx.params);
      ctx.body = await getProduct(deps, id);
    },
  );

  router.get('/products', requires('products:list', verify), async (ctx) => {
    const { after, limit } = parse(PageById, ctx.query);
    ctx.body = await listProducts(deps, after, limit);
  });

  return router;
}
