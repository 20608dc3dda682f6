import type Router from '@koa/router';
import * as calls from '@souk/contracts/customers/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { eraseCustomer, type ErasureDeps } from './erasure';

export function erasureRoutes(deps: ErasureDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.eraseOwnAccount, verify, ({ principal, body }) =>
    eraseCustomer(deps, principal.id, body.password),
  );

  return router;
}
