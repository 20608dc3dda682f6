import type Router from '@koa/router';
import * as calls from '@souk/contracts/customers/calls';
import { requestEmailChange } from '@souk/platform/accounts/credentials';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { readMail } from '@souk/platform/mails/mails';
import { getOwnAccount, renameCustomer } from './customers';
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

  serve(router, calls.changeOwnAccount, verify, ({ principal, body }) =>
    renameCustomer(deps, principal.id, body.name),
  );

  serve(router, calls.changeEmail, verify, ({ principal, body }) =>
    requestEmailChange(deps, principal.id, body),
  );

  serve(router, calls.readMailRequest, verify, ({ params }) =>
    readMail(deps, params.requestId),
  );

  return router;
}
