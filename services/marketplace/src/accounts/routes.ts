import {
  ChangePassword,
  OpenSessionList,
  RequestPasswordReset,
  ResetPassword,
} from '@souk/contracts/accounts/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';
import type { RateLimits } from '../http/admission';
import { IdPath } from '../http/operation';
import { type PublicRoutes, publicRoutes } from '../http/public-routes';
import type { UserTokens } from '../identity/user-tokens';
import { type AccountKind, CUSTOMER_ACCOUNTS, VENDOR_ACCOUNTS } from './calls';

export interface AccountRoutesDeps {
  ask: Ask;
  limits: RateLimits;
  /** Those of this kind of account. */
  tokens: UserTokens;
}

/** Passwords and sessions: the same for every kind of account. */
function accountRoutes(kind: AccountKind): PublicRoutes<AccountRoutesDeps> {
  const routes = publicRoutes<AccountRoutesDeps>();
  servePasswordResets(routes, kind);
  servePassword(routes, kind);
  serveSessions(routes, kind);
  return routes;
}

type Routes = PublicRoutes<AccountRoutesDeps>;

export const vendorAccountRoutes = accountRoutes(VENDOR_ACCOUNTS);
export const customerAccountRoutes = accountRoutes(CUSTOMER_ACCOUNTS);

function servePasswordResets(
  routes: Routes,
  { base, tag, calls }: AccountKind,
): void {
  routes.serve(
    {
      method: 'post',
      path: `${base}/password-resets`,
      tag,
      caller: 'anyone',
      summary: 'Ask for a link for a new password',
      description:
        'The answer is the same for every address; only one with an account gets a mail. The link works once, for an hour.',
      body: {
        schema: RequestPasswordReset,
        example: { email: 'ann@example.com' },
      },
      answers: [
        { status: 202, description: 'If there is an account, a mail is sent' },
      ],
      problems: ['too-many-requests', 'dependency-unavailable'],
    },
    ({ limits }, ctx) => limits.registrationFrom(ctx.ip),
    ({ ask }, { body }) => ask(calls.requestPasswordReset, { body }),
  );

  routes.serve(
    {
      method: 'put',
      path: `${base}/password-resets`,
      tag,
      caller: 'anyone',
      summary: 'Set a new password by a link',
      description:
        'Every session of the account ends. The token is in the body, since paths are logged.',
      body: {
        schema: ResetPassword,
        example: {
          token: 'the-token-of-the-link',
          password: 'correct horse battery',
        },
      },
      answers: [{ status: 204, description: 'The password is set' }],
      problems: [
        'invalid-link',
        'weak-password',
        'too-many-requests',
        'dependency-unavailable',
      ],
    },
    ({ limits }, ctx) => limits.signInFrom(ctx.ip),
    ({ ask }, { body }) => ask(calls.resetPassword, { body }),
  );
}

function servePassword(
  routes: Routes,
  { base, tag, role, scope, calls }: AccountKind,
): void {
  routes.serve(
    {
      method: 'put',
      path: `${base}/me/password`,
      tag,
      caller: role,
      scope,
      summary: 'Change the password',
      description: 'Every session but this one ends.',
      body: {
        schema: ChangePassword,
        example: {
          password: 'correct horse battery',
          newPassword: 'staple incorrect donkey',
        },
      },
      answers: [{ status: 204, description: 'The password is changed' }],
      problems: ['wrong-password', 'weak-password', 'too-many-requests'],
    },
    ({ ask }, { principal, body }) =>
      ask(calls.changePassword, { body, as: principal }).catch(wrongPassword),
  );
}

function serveSessions(
  routes: Routes,
  { base, tag, role, scope, calls }: AccountKind,
): void {
  routes.serve(
    {
      method: 'get',
      path: `${base}/me/sessions`,
      tag,
      caller: role,
      scope,
      summary: 'List where the account is signed in',
      answers: [
        {
          status: 200,
          description: 'The sessions, the newest first',
          schema: OpenSessionList,
        },
      ],
    },
    ({ ask }, { principal }) => ask(calls.listSessions, { as: principal }),
  );

  routes.serve(
    {
      method: 'delete',
      path: `${base}/me/sessions/{id}`,
      tag,
      caller: role,
      scope,
      summary: 'End a session',
      params: IdPath,
      answers: [{ status: 204, description: 'The session has ended' }],
      problems: ['session-not-found'],
    },
    async ({ ask, tokens }, { principal, params }) => {
      await ask(calls.endSession, { params, as: principal });
      tokens.revoke(params.id);
    },
  );

  routes.serve(
    {
      method: 'delete',
      path: `${base}/me/sessions`,
      tag,
      caller: role,
      scope,
      summary: 'End every other session',
      answers: [{ status: 204, description: 'They have ended' }],
    },
    ({ ask }, { principal }) => ask(calls.endOtherSessions, { as: principal }),
  );
}

/**
 * Not a 401, which would say that the session has ended. @throws AppError
 * `wrong-password` (422) for `wrong-credentials`.
 */
export function wrongPassword(err: unknown): never {
  if (err instanceof AppError && err.slug === 'wrong-credentials')
    throw new AppError('invalid', 'wrong-password', err.message, {
      cause: err,
      fields: [{ path: 'password', message: 'is wrong' }],
    });
  throw err;
}
