import type Router from '@koa/router';
import * as calls from '@souk/contracts/orders/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { readTaxes, setRates, type TaxesDeps } from './taxes';

export function taxRoutes(deps: TaxesDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.readTaxes, verify, () => readTaxes(deps));

  serve(router, calls.setTaxRates, verify, ({ body }) => setRates(deps, body));

  return router;
}
