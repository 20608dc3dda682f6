import type { SessionInfo } from '@souk/contracts/marketplace/sessions';
import type { Identity } from '@souk/platform/auth/requires';
import { AppError } from '@souk/platform/http/errors';
import { cookieOf, keepCookie, originOf } from '../http/browser';
import { recognise, type BrowserSessionsDeps } from './sessions';

/** What `bySession` leaves in `ctx.state`. */
export interface SessionState {
  session: SessionInfo;
}

/** Identifies the owner of the session cookie. */
export function bySession(deps: BrowserSessionsDeps): Identity {
  return {
    async identify(ctx) {
      const cookie = cookieOf(ctx);
      if (cookie === '')
        throw new AppError(
          'unauthenticated',
          'missing-token',
          'There is no session',
        );
      const { principal, info, renewed } = await recognise(deps, {
        ...originOf(ctx),
        method: ctx.method,
        cookie,
        csrfToken: ctx.get('x-csrf-token'),
      });
      if (renewed) keepCookie(ctx, renewed);
      (ctx.state as SessionState).session = info;
      return principal;
    },
  };
}

/**
 * Identifies by the cookie; for a request with a token, `otherwise` decides.
 */
export function sessionOr(session: Identity, otherwise: Identity): Identity {
  return {
    identify: (ctx) =>
      ctx.get('authorization') === '' && cookieOf(ctx) !== ''
        ? session.identify(ctx)
        : otherwise.identify(ctx),
  };
}
