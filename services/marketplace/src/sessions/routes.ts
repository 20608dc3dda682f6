import Router from '@koa/router';
import {
  BrowserRegistration,
  OperatorKeySignIn,
  type SessionInfo,
} from '@souk/contracts/marketplace/sessions';
import { SignIn } from '@souk/contracts/vendors/views';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { AppError } from '@souk/platform/http/errors';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import type { Context } from 'koa';
import type { RateLimits } from '../http/admission';
import * as sessions from './sessions';
import type { BrowserSessionsDeps, SessionCookie } from './sessions';
import { fromOwnPages } from './same-origin';

/**
 * The prefix makes the browser insist on Secure, this very host and the path
 * `/` (RFC 6265bis, 4.1.3.2).
 */
const COOKIE = '__Host-souk';

export interface SessionRoutesDeps extends BrowserSessionsDeps {
  limits: RateLimits;
}

interface SessionState {
  principal: Principal;
  session: SessionInfo;
}

/**
 * Whoever the cookie belongs to; for a request that has a token instead,
 * `otherwise` decides.
 */
export function sessionOr(
  deps: BrowserSessionsDeps,
  otherwise: Identity,
): Identity {
  const { identify } = bySession(deps);
  const hasCookie = (ctx: Context) =>
    ctx.get('authorization') === '' && cookieOf(ctx) !== '';
  return {
    identify: (ctx) =>
      hasCookie(ctx) ? identify(ctx) : otherwise.identify(ctx),
  };
}

function bySession(deps: BrowserSessionsDeps): Identity {
  return {
    async identify(ctx) {
      const cookie = cookieOf(ctx);
      if (cookie === '')
        throw new AppError(
          'unauthenticated',
          'missing-token',
          'There is no session',
        );
      const request = {
        ...originOf(ctx),
        method: ctx.method,
        cookie,
        csrfToken: ctx.get('x-csrf-token'),
      };
      const { principal, info, renewed } = await sessions.recognise(
        deps,
        request,
      );
      if (renewed) keep(ctx, renewed);
      ctx.state['session'] = info;
      return principal;
    },
  };
}

export function sessionRoutes({ limits, ...deps }: SessionRoutesDeps): Router {
  const router = new Router<SessionState>();
  const identity = bySession(deps);

  router.post('/api/session', open(), async (ctx) => {
    fromOwnPages(originOf(ctx));
    await limits.signInFrom(ctx.ip);
    const { cookie, info } = await begin(ctx);
    keep(ctx, cookie);
    ctx.status = 201;
    ctx.body = info;
  });

  router.post('/api/session/registration', open(), async (ctx) => {
    fromOwnPages(originOf(ctx));
    await limits.registrationFrom(ctx.ip);
    const { cookie, info } = await sessions.registerAndBegin(
      deps,
      parse(BrowserRegistration, ctx.request.body),
    );
    keep(ctx, cookie);
    ctx.status = 201;
    ctx.body = info;
  });

  router.get('/api/session', requires('session', identity), (ctx) => {
    ctx.body = ctx.state.session;
  });

  router.delete('/api/session', requires('session', identity), async (ctx) => {
    await sessions.endSession(deps, ctx.state.principal);
    keep(ctx, { value: '', expiresAt: new Date(0) });
    ctx.status = 204;
  });

  async function begin(ctx: Context): Promise<sessions.Begun> {
    const { body } = ctx.request;
    // By what it names and not by a union, so that each wrong field is told by
    // its own name.
    if (typeof body === 'object' && body !== null && 'operatorKey' in body) {
      const { operatorKey } = parse(OperatorKeySignIn, body);
      await limits.signInTo('operator', ctx.ip);
      return sessions.beginOperatorSession(deps, operatorKey);
    }
    const credentials = parse(SignIn, body);
    await limits.signInTo(credentials.email, ctx.ip);
    return sessions.beginVendorSession(deps, credentials);
  }

  return router;
}

const cookieOf = (ctx: Context): string => ctx.cookies.get(COOKIE) ?? '';

const originOf = (ctx: Context) => ({
  host: ctx.host,
  origin: ctx.get('origin'),
  fetchSite: ctx.get('sec-fetch-site'),
});

function keep(ctx: Context, { value, expiresAt }: SessionCookie): void {
  // TLS ends before us, and on loopback there is none; browsers take both for
  // secure.
  ctx.cookies.secure = true;
  ctx.cookies.set(COOKIE, value, {
    expires: expiresAt,
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    path: '/',
    signed: false,
  });
}
