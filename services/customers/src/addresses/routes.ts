import type Router from '@koa/router';
import * as calls from '@souk/contracts/customers/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import {
  addAddress,
  type AddressesDeps,
  changeAddress,
  listAddresses,
  removeAddress,
} from './addresses';

export function addressRoutes(
  deps: AddressesDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.listAddresses, verify, ({ principal }) =>
    listAddresses(deps, principal.id),
  );

  serve(router, calls.addAddress, verify, ({ principal, headers, body }) =>
    addAddress(deps, principal.id, body, headers['idempotency-key']),
  );

  serve(router, calls.changeAddress, verify, ({ principal, params, body }) =>
    changeAddress(deps, principal.id, params.id, body),
  );

  serve(router, calls.removeAddress, verify, ({ principal, params }) =>
    removeAddress(deps, principal.id, params.id),
  );

  return router;
}
