import type { Middleware } from 'koa';
import { AppError } from '../http/errors';
import { policy } from '../http/policy';
import type { Principal, Role } from './principal';

/** @throws AppError `unauthenticated` when the token is not one of ours or no longer good. */
export type VerifyToken = (token: string) => Promise<Principal>;

/**
 * A policy: the bearer of a valid token with this scope, and in this role when one is named: then `principal.id`
 * is the id of such a one. Puts the principal into `ctx.state`.
 */
export function requires(scope: string, verify: VerifyToken, role?: Role): Middleware<{ principal: Principal }> {
  return policy(role ? `${role} ${scope}` : scope, async (ctx, next) => {
    const token = /^Bearer ([^\s]+)$/i.exec(ctx.get('authorization'))?.[1];
    if (!token) throw new AppError('unauthenticated', 'missing-token', 'A bearer token is required');
    const principal = await verify(token);
    if (!principal.scopes.has(scope)) throw new AppError('forbidden', 'missing-scope', `The scope ${scope} is required`);
    if (role && principal.role !== role) throw new AppError('forbidden', 'missing-scope', `Only the role ${role} may do this`);
    ctx.state.principal = principal;
    await next();
  });
}
