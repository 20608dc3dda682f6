import {
  RefreshSession,
  SessionView,
  SignIn,
} from '@souk/contracts/accounts/views';
import { verifyAddress } from '@souk/contracts/customers/calls';
import {
  CustomerView,
  RegisterCustomer,
  Registration,
  UseMailToken,
} from '@souk/contracts/customers/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { originOfSignIn } from '../accounts/device';
import type { RateLimits } from '../http/admission';
import { WithKey } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import type { UserTokens } from '../identity/user-tokens';
import { refreshSession, registerCustomer, signIn } from './customers';

export interface CustomerRoutesDeps {
  ask: Ask;
  customerTokens: UserTokens;
  limits: RateLimits;
}

const tag = 'Customers';

export const customerRoutes = publicRoutes<CustomerRoutesDeps>();

customerRoutes.serve(
  {
    method: 'post',
    path: '/api/customers',
    tag,
    caller: 'anyone',
    summary: 'Ask for an account',
    description:
      'The answer is the same for every address; the mail to it says the rest. The account exists once the link in the mail is used, and until then nobody signs in. Limited for each address.',
    headers: WithKey,
    body: {
      schema: RegisterCustomer,
      example: {
        name: 'Ann Larsen',
        email: 'ann@example.com',
        password: 'correct horse battery',
      },
    },
    answers: [
      {
        status: 201,
        description: 'A mail was asked for',
        schema: Registration,
      },
    ],
    problems: [
      'weak-password',
      'idempotency-key-reused',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  ({ limits }, ctx) => limits.registrationFrom(ctx.ip),
  ({ ask }, { headers, body }) =>
    registerCustomer(ask, body, headers['idempotency-key']),
);

customerRoutes.serve(
  {
    method: 'post',
    path: '/api/customers/verifications',
    tag,
    caller: 'anyone',
    summary: 'Use the link of a mail about an address',
    description: 'Each link works once, for a day.',
    body: { schema: UseMailToken, example: { token: 'the-token-of-the-link' } },
    answers: [
      { status: 200, description: 'The customer', schema: CustomerView },
    ],
    problems: ['invalid-link', 'too-many-requests', 'dependency-unavailable'],
  },
  ({ limits }, ctx) => limits.signInFrom(ctx.ip),
  ({ ask }, { body }) => ask(verifyAddress, { body }),
);

customerRoutes.serve(
  {
    method: 'post',
    path: '/api/customers/sessions',
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

customerRoutes.serve(
  {
    method: 'post',
    path: '/api/customers/sessions/refresh',
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

customerRoutes.serve(
  {
    method: 'delete',
    path: '/api/customers/sessions/current',
    tag,
    caller: 'customer',
    scope: 'customer',
    summary: 'Sign out',
    description: 'Every token of the session is refused from now on.',
    answers: [{ status: 204, description: 'The session has ended' }],
  },
  ({ customerTokens }, { principal }) => customerTokens.end(principal),
);
