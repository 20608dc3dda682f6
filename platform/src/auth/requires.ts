import type { Middleware } from 'koa';
import { AppError } from '../http/errors';
import { policy } from '../http/policy';
import type { Principal } from './principal';

/** @throws AppError `unauthenticated` when the token is not one of ours or no longer good. */
export type VerifyToken = (token: string) => Promise<Principal>;

/** A policy: the bearer of a valid token with this scope. Puts the principal into `ctx.state`. */
export function requires(scope: string, verify: VerifyToken): Middleware<{ principal: Principal }> {
  return policy(scope, async (ctx, next) => {
    const token = /^Bearer ([^\s]+)$/i.exec(ctx.get('authorization'))?.[1];
    if (!token) throw new AppError('unauthenticated', 'missing-token', 'A bearer token is required');
    const principal = await verify(token);
    if (!principal.scopes.has(scope)) throw new AppError('forbidden', 'missing-scope', `The scope ${scope} is required`);
    ctx.state.principal = principal;
    await next();
  });
}
