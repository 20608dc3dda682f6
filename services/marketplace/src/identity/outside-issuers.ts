import type { SignIn, SignInHeaders } from '@souk/contracts/accounts/views';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';
import { on, type Subscription } from '@souk/platform/dapr/subscribe';
import { AppError } from '@souk/platform/http/errors';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { answerCache } from './answer-cache';
import { digest } from './keys';

/** Whom a token belongs to, and until when that may be cached. */
interface Owner {
  id: string;
  sessionId: string;
  validUntil: string;
}

/** A session that a browser keeps, and its owner. */
export interface BrowserSession {
  account: { id: string; name: string; email: string };
  sessionId: string;
  validUntil: string;
}

/** A service that signs users of ours in, and whose tokens we accept. */
export interface OutsideIssuer {
  /** The `iss` of its tokens: its app id. */
  issuer: string;
  role: 'vendor' | 'customer';
  /** What its tokens and sessions allow. */
  scopes: ReadonlySet<string>;
  /** Asks it about a token. @throws AppError `unauthenticated` as it refuses. */
  validate: (ask: Ask, token: string) => Promise<Owner>;
  /** @throws AppError `wrong-credentials` (401). */
  openSession: (
    ask: Ask,
    credentials: SignIn,
    origin: z.input<typeof SignInHeaders>,
  ) => Promise<BrowserSession>;
  /** @throws AppError `session-revoked` (401). */
  readSession: (ask: Ask, id: string) => Promise<BrowserSession>;
  /** Ends the session of this user. */
  closeSession: (ask: Ask, user: Principal) => Promise<void>;
  /** Its event that ends a session. */
  revocation: {
    topic: string;
    data: z.ZodType<{ sessionId: string }>;
  };
}

/**
 * Longer than the lifetime of an access token, which is refused as expired
 * afterwards.
 */
const REVOKED_FOR_MS = 30 * 60_000;

export interface IssuerTokens {
  issuer: string;
  /**
   * @throws AppError `unauthenticated` as its issuer judged it: `invalid-token`,
   * `expired-token` or `session-revoked`.
   */
  verify(token: string): Promise<Principal>;
  /** The principal of one of its sessions, which somebody else has verified. */
  principalOf(id: string, sessionId: string): Principal;
  /**
   * Refuses a session, or all of an account's, from now on, whatever is cached
   * or requested at this moment.
   */
  revoke(sessionOrAccountId: string): void;
  /** Revokes what other replicas and the issuer end. */
  subscription: Subscription;
}

/** Asks an issuer to validate tokens, and caches its answers briefly. */
export function issuerTokens(
  { issuer, role, scopes, validate, revocation }: OutsideIssuer,
  ask: Ask,
  now: () => number = Date.now,
): IssuerTokens {
  const ownerOf = answerCache((token) => validate(ask, token), {
    now,
    keyOf: (token) => digest(token).toString('base64url'),
  });
  const revoked = new LRUCache<string, true>({
    max: 100_000,
    ttl: REVOKED_FOR_MS,
  });
  const principalOf = (id: string, sessionId: string): Principal => {
    if (revoked.has(sessionId) || revoked.has(id))
      throw new AppError(
        'unauthenticated',
        'session-revoked',
        'The session has ended',
      );
    return { id, role, scopes, sessionId };
  };
  const revoke = (id: string) => void revoked.set(id, true);
  return {
    issuer,
    async verify(token) {
      const { id, sessionId } = await ownerOf(token);
      return principalOf(id, sessionId);
    },
    principalOf,
    revoke,
    subscription: on(revocation, async ({ sessionId }) => revoke(sessionId)),
  };
}
