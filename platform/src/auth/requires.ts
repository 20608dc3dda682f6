import type { Context, Middleware } from 'koa';
import { AppError } from '../http/errors';
import { policy } from '../http/policy';
import type { Principal, Role } from './principal';

/**
 * @throws AppError `unauthenticated` when the token is not one of ours or no
 * longer good.
 */
export type VerifyToken = (token: string) => Promise<Principal>;

/**
 * Who asks, told from the whole request, for a service that accepts more than
 * bearer tokens. @throws AppError `unauthenticated`.
 */
export interface Identity {
  identify: (ctx: Context) => Promise<Principal>;
}

/**
 * The bearer of a token. @throws AppError `missing-token` (401) when there is
 * none, or as `verify` does.
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
 * A policy: the bearer of a valid token (or whom `by` identifies) with this
 * scope, and in this role when one is named: then `principal.id` is the id of
 * such a one. Puts the principal into `ctx.state`.
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
