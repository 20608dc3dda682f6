import type Router from '@koa/router';
import type { accountCalls } from '@souk/contracts/accounts/calls';
import type { App } from '@souk/contracts/apps';
import type { VerifyToken } from '../auth/requires';
import { serve } from '../dapr/serve';
import { createRouter } from '../http/router';
import type { ChangeableAccount } from './account';
import {
  changePassword,
  type CredentialsDeps,
  requestPasswordReset,
  resetPassword,
} from './credentials';
import { endSession, openSessions, userOf } from './own-sessions';
import { closeSessions } from './sessions';

type AccountCalls = ReturnType<typeof accountCalls<App, 'vendor' | 'customer'>>;

/** Passwords and sessions, alike in every service with accounts. */
export function accountRoutes<A extends ChangeableAccount>(
  calls: AccountCalls,
  deps: CredentialsDeps<A>,
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

  serve(router, calls.listSessions, verify, ({ principal }) =>
    openSessions(deps, userOf(principal)),
  );

  serve(router, calls.endSession, verify, ({ principal, params }) =>
    endSession(deps, userOf(principal), params.id),
  );

  serve(router, calls.endOtherSessions, verify, ({ principal }) => {
    const { accountId, sessionId } = userOf(principal);
    return closeSessions(deps, accountId, sessionId);
  });

  return router;
}
