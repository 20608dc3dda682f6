import Router from '@koa/router';
import { ListProducts } from '@souk/contracts/marketplace/catalogue';
import { Id } from '@souk/contracts/fields';
import {
  FacetsQuery,
  SuggestionsQuery,
} from '@souk/contracts/marketplace/storefront';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import { z } from 'zod';
import { listProducts, type CatalogueDeps } from './list';
import { storefront, type StorefrontDeps } from './storefront';

const VendorPath = z.object({ id: Id });

/**
 * What anyone may read of the catalogue; its paths stand before those that take
 * an id.
 */
export function catalogueRoutes(deps: CatalogueDeps & StorefrontDeps): Router {
  const shop = storefront(deps);
  const router = new Router();

  router.get('/api/products', open(), async (ctx) => {
    ctx.body = await listProducts(deps, parse(ListProducts, ctx.query));
    ctx.set('cache-control', 'no-cache');
  });

  router.get('/api/products/facets', open(), (ctx) => {
    ctx.body = shop.facets(parse(FacetsQuery, ctx.query));
    ctx.set('cache-control', 'no-cache');
  });

  router.get('/api/categories', open(), (ctx) => {
    ctx.body = shop.categories();
    ctx.set('cache-control', 'no-cache');
  });

  router.get('/api/suggestions', open(), (ctx) => {
    ctx.body = shop.suggest(parse(SuggestionsQuery, ctx.query).q);
    ctx.set('cache-control', 'no-cache');
  });

  router.get('/api/vendors/:id', open(), async (ctx) => {
    ctx.body = await shop.vendor(parse(VendorPath, ctx.params).id);
    ctx.set('cache-control', 'no-cache');
  });

  return router;
}
