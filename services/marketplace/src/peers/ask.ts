import type { SigningKey } from '@souk/platform/auth/keys';
import type { Principal } from '@souk/platform/auth/principal';
import { tokenIssuer, type Claims } from '@souk/platform/auth/tokens';
import type { Invocation, Invoke } from '@souk/platform/dapr/invoke';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';

interface Question<T extends z.ZodType> extends Omit<Invocation<T>, 'token'> {
  /** The one thing the token for this call allows. */
  scope: string;
  /** On whose behalf; the marketplace itself by default. */
  as?: Principal;
}

/**
 * Asks another service with a token for just this service, scope and person.
 * @throws AppError as the callee named it, or `dependency-unavailable`.
 */
export type Ask = <T extends z.ZodType>(
  question: Question<T>,
) => Promise<z.output<T>>;

const TTL_SECONDS = 60;
/**
 * A token is used again for so long: the same one signed, and verified at the
 * other end, once for many calls.
 */
const REUSED_MS = 20_000;

export function asker(invoke: Invoke, ownKey: () => Promise<SigningKey>): Ask {
  const minted = new LRUCache<string, string>({ max: 5_000, ttl: REUSED_MS });
  return async ({ scope, as, ...invocation }) => {
    const given = claims(scope, as);
    const key = await ownKey();
    const name = JSON.stringify([key.kid, invocation.app, given]);
    const token =
      minted.get(name) ??
      tokenIssuer('marketplace', key)(given, {
        audience: invocation.app,
        ttlSeconds: TTL_SECONDS,
      });
    if (!minted.has(name)) minted.set(name, token);
    return invoke({ ...invocation, token });
  };
}

function claims(scope: string, as: Principal | undefined): Claims {
  if (!as) return { subject: 'marketplace', role: 'service', scopes: [scope] };
  const { id, role, sessionId } = as;
  return {
    subject: id,
    role,
    scopes: [scope],
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}
