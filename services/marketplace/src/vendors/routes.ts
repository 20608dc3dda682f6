import {
  RefreshSession,
  SessionView,
  SignIn,
} from '@souk/contracts/accounts/views';
import { RegisterVendor, VendorView } from '@souk/contracts/vendors/views';
import { originOfSignIn } from '../accounts/device';
import type { RateLimits } from '../http/admission';
import { WithKey } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import type { UserTokens } from '../identity/user-tokens';
import type { Ask } from '@souk/platform/dapr/ask';
import { refreshSession, registerVendor, signIn } from './vendors';

export interface VendorRoutesDeps {
  ask: Ask;
  vendorTokens: UserTokens;
  limits: RateLimits;
}

const tag = 'Vendors';

export const vendorRoutes = publicRoutes<VendorRoutesDeps>();

vendorRoutes.serve(
  {
    method: 'post',
    path: '/api/vendors',
    tag,
    caller: 'anyone',
    summary: 'Register a vendor',
    description:
      'A first warehouse, "Main", exists from then on. Limited for each address.',
    headers: WithKey,
    body: {
      schema: RegisterVendor,
      example: {
        name: 'Ann & Co',
        email: 'ann@example.com',
        password: 'correct horse battery',
      },
    },
    answers: [
      {
        status: 201,
        description: 'The vendor',
        schema: VendorView,
        headers: ['Location'],
      },
    ],
    problems: [
      'email-taken',
      'weak-password',
      'idempotency-key-reused',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  ({ limits }, ctx) => limits.registrationFrom(ctx.ip),
  async ({ ask }, { headers, body }, ctx) => {
    const key = headers['idempotency-key'];
    const vendor = await registerVendor(ask, body, key);
    ctx.set('location', '/api/vendors/me');
    return vendor;
  },
);

vendorRoutes.serve(
  {
    method: 'post',
    path: '/api/vendors/sessions',
    tag,
    caller: 'anyone',
    summary: 'Sign in',
    description:
      'The access token lives for minutes; the refresh token gets the next pair, once. Limited for each account and address.',
    body: {
      schema: SignIn,
      example: { email: 'ann@example.com', password: 'correct horse battery' },
    },
    answers: [{ status: 201, description: 'The session', schema: SessionView }],
    problems: [
      'wrong-credentials',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  ({ limits }, ctx) => limits.signInFrom(ctx.ip),
  async ({ ask, limits }, { body }, ctx) => {
    await limits.signInTo(body.email, ctx.ip);
    return signIn(ask, body, originOfSignIn(ctx));
  },
);

vendorRoutes.serve(
  {
    method: 'post',
    path: '/api/vendors/sessions/refresh',
    tag,
    caller: 'anyone',
    summary: 'Go on with a session',
    description:
      'A refresh token works once. Using it again ends the whole session, since then somebody else may have it too.',
    body: { schema: RefreshSession, example: { refreshToken: 'k3m…' } },
    answers: [
      {
        status: 201,
        description: 'The next pair of tokens',
        schema: SessionView,
      },
    ],
    problems: [
      'invalid-refresh-token',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  ({ limits }, ctx) => limits.refreshFrom(ctx.ip),
  ({ ask }, { body }) => refreshSession(ask, body),
);

vendorRoutes.serve(
  {
    method: 'delete',
    path: '/api/vendors/sessions/current',
    tag,
    caller: 'vendor',
    scope: 'account',
    summary: 'Sign out',
    description: 'Every token of the session is refused from now on.',
    answers: [{ status: 204, description: 'The session has ended' }],
  },
  ({ vendorTokens }, { principal }) => vendorTokens.end(principal),
);
