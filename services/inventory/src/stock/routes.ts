import type Router from '@koa/router';
import * as calls from '@souk/contracts/inventory/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import {
  listStock,
  openStock,
  readStock,
  readStocks,
  setOnHand,
  type StockDeps,
} from './levels';

export function stockRoutes(deps: StockDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.readStocks, verify, ({ query }) =>
    readStocks(deps, query.ids),
  );

  serve(router, calls.readStock, verify, ({ params }) =>
    readStock(deps, params.productId),
  );

  serve(router, calls.listStock, verify, async ({ body }) => ({
    items: await listStock(deps, body.ids),
  }));

  serve(router, calls.setOnHand, verify, (request) =>
    setOnHand(deps, request.principal, {
      ...request.params,
      onHand: request.body.onHand,
      expectedVersion: request.headers['if-match'],
      operationId: request.headers['idempotency-key'],
    }),
  );

  serve(router, calls.openStock, verify, ({ params, body }) =>
    openStock(deps, params.productId, body),
  );

  serve(router, calls.digestStock, verify, ({ query }) =>
    deps.levels.digest(query),
  );

  return router;
}
