import Router from '@koa/router';
import { ListProducts } from '@souk/contracts/catalogue';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import { listProducts, type CatalogueDeps } from './catalogue';

export function catalogueRoutes(deps: CatalogueDeps): Router {
  const router = new Router();

  router.get('/api/products', open(), async (ctx) => {
    ctx.body = await listProducts(deps, parse(ListProducts, ctx.query));
    ctx.set('cache-control', 'no-cache');
  });

  return router;
}
