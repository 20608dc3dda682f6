import type { SigningKey } from '@souk/platform/auth/keys';
import type { Principal } from '@souk/platform/auth/principal';
import { tokenIssuer, type Claims } from '@souk/platform/auth/tokens';
import type { Invocation, Invoke } from '@souk/platform/dapr/invoke';
import type { z } from 'zod';

interface Question<T extends z.ZodType> extends Omit<Invocation<T>, 'token'> {
  /** The one thing the token for this call allows. */
  scope: string;
  /** On whose behalf; the marketplace itself by default. */
  as?: Principal;
}

/** Asks another service with a token minted for this one call. @throws AppError as the callee named it, or `dependency-unavailable`. */
export type Ask = <T extends z.ZodType>(question: Question<T>) => Promise<z.output<T>>;

const TTL_SECONDS = 60;

export function asker(invoke: Invoke, ownKey: () => Promise<SigningKey>): Ask {
  return async ({ scope, as, ...invocation }) => {
    const mint = tokenIssuer('marketplace', await ownKey());
    const token = mint(claims(scope, as), { audience: invocation.app, ttlSeconds: TTL_SECONDS });
    return invoke({ ...invocation, token });
  };
}

function claims(scope: string, as: Principal | undefined): Claims {
  if (!as) return { subject: 'marketplace', role: 'service', scopes: [scope] };
  const { id, role, sessionId } = as;
  return { subject: id, role, scopes: [scope], ...(sessionId === undefined ? {} : { sessionId }) };
}
