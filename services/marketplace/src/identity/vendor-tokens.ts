import { readSession, validateToken } from '@souk/contracts/vendors/calls';
import type { SessionOwner } from '@souk/contracts/vendors/views';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import { LRUCache } from 'lru-cache';
import type { Ask } from '@souk/platform/dapr/ask';
import { answerCache } from './answer-cache';
import { digest } from './keys';
import { remapRefusals } from '../http/remap-refusal';

/** What a vendor's token or session allows. */
const VENDOR_SCOPES: ReadonlySet<string> = new Set([
  'session',
  'account',
  'warehouses',
  'products:write',
  'stock:read',
  'stock:write',
  'stock:history',
]);

/**
 * Longer than the lifetime of a vendor's access token, which is refused as
 * expired afterwards.
 */
const REVOKED_FOR_MS = 30 * 60_000;

export interface VendorTokens {
  /**
   * @throws AppError `unauthenticated` as `vendors` judged it: `invalid-token`,
   * `expired-token` or `session-revoked`.
   */
  verify(token: string): Promise<Principal>;
  /**
   * The owner of a browser session. @throws AppError `session-revoked` (401)
   * when it has ended or never existed.
   */
  ownerOf(sessionId: string): Promise<SessionOwner>;
  /**
   * Refuses the session and all its tokens from now on, whatever is cached or
   * requested at this moment.
   */
  revoke(sessionId: string): void;
}

/**
 * Asks `vendors` to validate a token or a session, and caches the answer
 * briefly.
 */
export function vendorTokens(
  ask: Ask,
  now: () => number = Date.now,
): VendorTokens {
  const tokenOwner = answerCache((token) => askAboutToken(ask, token), {
    now,
    keyOf: (token) => digest(token).toString('base64url'),
  });
  const sessionOwner = answerCache((id) => askAboutSession(ask, id), {
    now,
    keyOf: (id) => id,
  });
  const revoked = new LRUCache<string, true>({
    max: 100_000,
    ttl: REVOKED_FOR_MS,
  });
  const living = (sessionId: string) => {
    if (revoked.has(sessionId))
      throw new AppError(
        'unauthenticated',
        'session-revoked',
        'The session has ended',
      );
  };
  return {
    async verify(token) {
      const { vendorId, sessionId } = await tokenOwner(token);
      living(sessionId);
      return vendorPrincipal(vendorId, sessionId);
    },
    async ownerOf(sessionId) {
      const owner = await sessionOwner(sessionId);
      living(sessionId);
      return owner;
    },
    revoke: (sessionId) => void revoked.set(sessionId, true),
  };
}

export const vendorPrincipal = (id: string, sessionId: string): Principal => ({
  id,
  role: 'vendor',
  scopes: VENDOR_SCOPES,
  sessionId,
});

const askAboutToken = (ask: Ask, token: string) =>
  ask(validateToken, { body: { token } }).catch(
    remapRefusals(validateToken, 'unauthenticated'),
  );

const askAboutSession = (ask: Ask, id: string) =>
  ask(readSession, { params: { id } }).catch(
    remapRefusals(readSession, 'unauthenticated'),
  );
