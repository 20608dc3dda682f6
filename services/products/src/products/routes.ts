import type Router from '@koa/router';
import * as calls from '@souk/contracts/products/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { archiveProduct, restoreProduct } from './archiving';
import {
  addProduct,
  changeProduct,
  getProduct,
  listProducts,
  type ProductsDeps,
} from './products';

export function productRoutes(deps: ProductsDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.addProduct, verify, ({ headers, body, principal }) =>
    addProduct(deps, {
      vendorId: principal.id,
      input: body,
      idempotencyKey: headers['idempotency-key'],
    }),
  );

  serve(router, calls.changeProduct, verify, (request) =>
    changeProduct(deps, {
      vendorId: request.principal.id,
      id: request.params.id,
      change: request.body,
      ifMatch: request.headers['if-match'],
      idempotencyKey: request.headers['idempotency-key'],
    }),
  );

  serve(router, calls.archiveProduct, verify, ({ params, principal }) =>
    archiveProduct(deps, principal.id, params.id),
  );

  serve(router, calls.restoreProduct, verify, ({ params, principal }) =>
    restoreProduct(deps, principal.id, params.id),
  );

  serve(router, calls.readProduct, verify, ({ params }) =>
    getProduct(deps, params.id),
  );

  serve(router, calls.findOffers, verify, async ({ body }) => ({
    items: await deps.store.offers(body.ids),
  }));

  serve(router, calls.listProducts, verify, ({ query }) =>
    listProducts(deps, query.after, query.limit),
  );

  serve(router, calls.digestProducts, verify, ({ query }) =>
    deps.store.digest(query),
  );

  return router;
}
