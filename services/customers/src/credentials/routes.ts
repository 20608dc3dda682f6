import type Router from '@koa/router';
import * as calls from '@souk/contracts/customers/calls';
import {
  changePassword,
  requestEmailChange,
  requestPasswordReset,
  resetPassword,
} from '@souk/platform/accounts/credentials';
import { userOf } from '@souk/platform/accounts/own-sessions';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import type { SessionsDeps } from '../sessions/sessions';

export function credentialRoutes(
  deps: SessionsDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.requestPasswordReset, verify, ({ body }) =>
    requestPasswordReset(deps, body.email),
  );

  serve(router, calls.resetPassword, verify, ({ body }) =>
    resetPassword(deps, body),
  );

  serve(router, calls.changePassword, verify, ({ principal, body }) =>
    changePassword(deps, userOf(principal), body),
  );

  serve(router, calls.changeEmail, verify, ({ principal, body }) =>
    requestEmailChange(deps, principal.id, body),
  );

  return router;
}
