import type Router from '@koa/router';
import * as calls from '@souk/contracts/customers/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { getOwnAccount } from './customers';
import { register, type RegistrationDeps, verifyAddress } from './registration';

export function customerRoutes(
  deps: RegistrationDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.registerCustomer, verify, ({ headers, body }) =>
    register(deps, body, headers['idempotency-key']),
  );

  serve(router, calls.verifyAddress, verify, ({ body }) =>
    verifyAddress(deps, body.token),
  );

  serve(router, calls.readOwnAccount, verify, ({ principal }) =>
    getOwnAccount(deps, principal.id),
  );

  return router;
}
