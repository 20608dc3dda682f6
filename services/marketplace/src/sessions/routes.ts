import {
  BrowserRegistration,
  BrowserSignIn,
  OperatorKeySignIn,
  SessionInfo,
  UserSignIn,
} from '@souk/contracts/marketplace/sessions';
import { parse } from '@souk/platform/http/parse';
import type { Context } from 'koa';
import { originOfBrowser } from '../accounts/device';
import type { RateLimits } from '../http/admission';
import { keepCookie, keepDeviceCookie, originOf } from '../http/browser';
import { publicRoutes } from '../http/public-routes';
import type { SessionState } from './identity';
import { fromOwnPages } from './same-origin';
import * as sessions from './sessions';

export interface SessionRoutesDeps extends sessions.BrowserSessionsDeps {
  limits: RateLimits;
}

const tag = 'Browser sessions';

export const sessionRoutes = publicRoutes<SessionRoutesDeps>();

sessionRoutes.serve(
  {
    method: 'post',
    path: '/api/session',
    tag,
    caller: 'anyone',
    summary: 'Sign a browser in',
    description:
      'As a vendor, as a customer (`role`), or as an operator with `operatorKey`. The session is in a cookie scripts cannot read. Limited for each account and address.',
    body: {
      schema: BrowserSignIn,
      example: { email: 'ann@example.com', password: 'correct horse battery' },
      parsedBy: 'handler',
    },
    answers: [{ status: 201, description: 'The session', schema: SessionInfo }],
    problems: [
      'wrong-credentials',
      'csrf-refused',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  async ({ limits }, ctx) => {
    fromOwnPages(originOf(ctx));
    await limits.signInFrom(ctx.ip);
  },
  async (deps, { body }, ctx) => {
    const { cookie, info, deviceId } = await begin(deps, body, ctx);
    keepCookie(ctx, cookie);
    if (deviceId !== undefined) keepDeviceCookie(ctx, deviceId);
    return info;
  },
);

sessionRoutes.serve(
  {
    method: 'post',
    path: '/api/session/registration',
    tag,
    caller: 'anyone',
    summary: 'Register a vendor and sign the browser in',
    body: {
      schema: BrowserRegistration,
      example: {
        name: 'Ann & Co',
        email: 'ann@example.com',
        password: 'correct horse battery',
      },
    },
    answers: [{ status: 201, description: 'The session', schema: SessionInfo }],
    problems: [
      'email-taken',
      'weak-password',
      'csrf-refused',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  async ({ limits }, ctx) => {
    fromOwnPages(originOf(ctx));
    await limits.registrationFrom(ctx.ip);
  },
  async (deps, { body }, ctx) => {
    const origin = originOfBrowser(ctx);
    const begun = await sessions.registerAndBegin(deps, body, origin);
    const { cookie, info } = begun;
    keepCookie(ctx, cookie);
    keepDeviceCookie(ctx, origin['device-id']);
    return info;
  },
);

sessionRoutes.serve(
  {
    method: 'get',
    path: '/api/session',
    tag,
    caller: 'session',
    scope: 'session',
    summary: 'The session of this browser',
    answers: [{ status: 200, description: 'The session', schema: SessionInfo }],
  },
  (_deps, _request, ctx) => (ctx.state as SessionState).session,
);

sessionRoutes.serve(
  {
    method: 'delete',
    path: '/api/session',
    tag,
    caller: 'session',
    scope: 'session',
    summary: 'Sign this browser out',
    description: 'Every copy of the cookie is refused from now on.',
    answers: [{ status: 204, description: 'The session has ended' }],
  },
  async (deps, { principal }, ctx) => {
    await sessions.endSession(deps, principal);
    keepCookie(ctx, { value: '', expiresAt: new Date(0) });
  },
);

/**
 * Chosen by a field of the body instead of a union, so that each wrong field is
 * reported by name.
 */
async function begin(
  deps: SessionRoutesDeps,
  body: unknown,
  ctx: Context,
): Promise<sessions.Begun & { deviceId?: string }> {
  if (typeof body === 'object' && body !== null && 'operatorKey' in body) {
    const { operatorKey } = parse(OperatorKeySignIn, body);
    await deps.limits.signInTo('operator', ctx.ip);
    return sessions.beginOperatorSession(deps, operatorKey);
  }
  const signIn = parse(UserSignIn, body);
  await deps.limits.signInTo(signIn.email, ctx.ip);
  const origin = originOfBrowser(ctx);
  const begun = await sessions.beginUserSession(deps, signIn, origin);
  return { ...begun, deviceId: origin['device-id'] };
}
