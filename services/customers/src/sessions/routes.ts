import type Router from '@koa/router';
import * as calls from '@souk/contracts/customers/calls';
import {
  closeSession,
  openSession,
  refreshSession,
} from '@souk/platform/accounts/sessions';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { AppError } from '@souk/platform/http/errors';
import { createRouter } from '@souk/platform/http/router';
import {
  openBrowserSession,
  readSession,
  type SessionsDeps,
  validateToken,
} from './sessions';

export function sessionRoutes(deps: SessionsDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.openSession, verify, ({ headers, body }) =>
    openSession(deps, body, headers['idempotency-key']),
  );

  serve(router, calls.openBrowserSession, verify, ({ headers, body }) =>
    openBrowserSession(deps, body, headers['idempotency-key']),
  );

  serve(router, calls.readSession, verify, ({ params }) =>
    readSession(deps, params.id),
  );

  serve(router, calls.refreshSession, verify, ({ body }) =>
    refreshSession(deps, body.refreshToken),
  );

  serve(router, calls.closeSession, verify, async ({ principal }) => {
    const { id, sessionId } = principal;
    if (sessionId === undefined)
      throw new AppError(
        'unauthenticated',
        'invalid-token',
        'The token names no session',
      );
    await closeSession(deps, id, sessionId);
  });

  serve(router, calls.validateToken, verify, ({ body }) =>
    validateToken(deps, body.token),
  );

  return router;
}
