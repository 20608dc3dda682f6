import type { Context } from 'koa';
import { bearer, type VerifyToken } from '../auth/requires';
import { AppError } from '../http/errors';

/** Decides whether a call may reach a method of a type of actor. */
export type ActorAccess = (
  ctx: Context,
  type: string,
  method: string,
) => Promise<void>;

export interface ActorAccessOptions {
  /** Verifies the tokens for one type of actor, see `serviceTokens`. */
  verifierOf: (type: string) => VerifyToken;
  /** Until then a call without a token is accepted. */
  unsignedUntil?: Date | undefined;
}

/**
 * The sidecar proves nothing about who calls an actor: any app's sidecar may,
 * and so may whoever reaches its internal port. So each call carries a token of
 * the calling service for this type, whose scopes are the methods it may call.
 * @throws AppError `missing-token` or `invalid-token` (401), `missing-scope`
 * (403).
 */
export function actorAccess({
  verifierOf,
  unsignedUntil,
}: ActorAccessOptions): ActorAccess {
  const verifiers = new Map<string, VerifyToken>();
  return async (ctx, type, method) => {
    const lenient = unsignedUntil !== undefined && new Date() < unsignedUntil;
    if (lenient && ctx.get('authorization') === '') return;
    const verify = verifiers.get(type) ?? verifierOf(type);
    verifiers.set(type, verify);
    const { scopes } = await bearer(verify).identify(ctx);
    if (!scopes.has(method))
      throw new AppError(
        'forbidden',
        'missing-scope',
        `The caller may not call ${method}`,
      );
  };
}
