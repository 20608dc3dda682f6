import type Router from '@koa/router';
import * as calls from '@souk/contracts/orders/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { readMethods, setMethods, type ShippingDeps } from './shipping';

export function shippingRoutes(
  deps: ShippingDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.readShippingMethods, verify, ({ params, query }) =>
    readMethods(deps, params.vendorId, query.country),
  );

  serve(router, calls.setShippingMethods, verify, ({ principal, body }) =>
    setMethods(deps, principal.id, body),
  );

  return router;
}
