import type { Context, Middleware } from 'koa';
import { AppError } from '../http/errors';
import { policy } from '../http/policy';
import type { Principal, Role } from './principal';

/** @throws AppError `unauthenticated` when the token is invalid or expired. */
export type VerifyToken = (token: string) => Promise<Principal>;

/**
 * Identifies the caller from the whole request, for services that accept more
 * than bearer tokens.
 * @throws AppError `unauthenticated`.
 */
export interface Identity {
  identify: (ctx: Context) => Promise<Principal>;
}

/**
 * Identifies the caller by a bearer token.
 * @throws AppError `missing-token` (401) when there is none; otherwise what
 * `verify` throws.
 */
export const bearer = (verify: VerifyToken): Identity => ({
  async identify(ctx) {
    const token = /^Bearer ([^\s]+)$/i.exec(ctx.get('authorization'))?.[1];
    if (!token)
      throw new AppError(
        'unauthenticated',
        'missing-token',
        'A bearer token is required',
      );
    return verify(token);
  },
});

/**
 * A policy that requires this scope and, when given, this role, of the caller
 * that `by` identifies. Puts the principal into `ctx.state`.
 */
export function requires(
  scope: string,
  by: VerifyToken | Identity,
  role?: Role,
): Middleware<{ principal: Principal }> {
  const { identify } = typeof by === 'function' ? bearer(by) : by;
  return policy(role ? `${role} ${scope}` : scope, async (ctx, next) => {
    const principal = await identify(ctx);
    if (!principal.scopes.has(scope))
      throw new AppError(
        'forbidden',
        'missing-scope',
        `The scope ${scope} is required`,
      );
    if (role && principal.role !== role)
      throw new AppError(
        'forbidden',
        'missing-scope',
        `Only the role ${role} may do this`,
      );
    ctx.state.principal = principal;
    await next();
  });
}
