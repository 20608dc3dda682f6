import { TokenOwner } from '@souk/contracts/vendors';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import { LRUCache } from 'lru-cache';
import type { Ask } from './ask';
import { digest } from './own-keys';
import { refusedAs } from './refused-as';

/** What a vendor's token allows. */
const VENDOR_SCOPES: ReadonlySet<string> = new Set(['account', 'warehouses', 'products:write', 'stock:write']);

const TRUSTED_FOR_MS = 30_000;
/** Longer than a vendor's access token lives: after that the token is refused for its age anyway. */
const REVOKED_FOR_MS = 30 * 60_000;

export interface VendorTokens {
  /** @throws AppError `unauthenticated` as `vendors` judged it: `invalid-token`, `expired-token` or `session-revoked`. */
  verify(token: string): Promise<Principal>;
  /** From now on no token of this session is good, whatever is cached or being asked at this moment. */
  revoke(sessionId: string): void;
}

interface Known {
  owner: TokenOwner;
  goodUntil: number;
}

/** Asks `vendors` what a token is worth and believes the answer for half a minute, never past the token's own end. */
export function vendorTokens(ask: Ask, now: () => number = Date.now): VendorTokens {
  const known = new LRUCache<string, Known>({ max: 20_000 });
  const asking = new Map<string, Promise<TokenOwner>>();
  const revoked = new LRUCache<string, true>({ max: 100_000, ttl: REVOKED_FOR_MS });

  const validate = async (key: string, token: string): Promise<TokenOwner> => {
    const owner = await askVendors(ask, token);
    known.set(key, { owner, goodUntil: Math.min(now() + TRUSTED_FOR_MS, Date.parse(owner.validUntil)) });
    return owner;
  };
  // Tokens that come together are asked about once.
  const ownerOf = (token: string): Promise<TokenOwner> => {
    const key = digest(token).toString('base64url');
    const found = known.get(key);
    if (found && now() < found.goodUntil) return Promise.resolve(found.owner);
    const running = asking.get(key);
    if (running) return running;
    const question = validate(key, token).finally(() => asking.delete(key));
    asking.set(key, question);
    return question;
  };
  return {
    async verify(token) {
      const { vendorId, sessionId } = await ownerOf(token);
      if (revoked.has(sessionId)) throw new AppError('unauthenticated', 'session-revoked', 'The session has ended');
      return { id: vendorId, role: 'vendor', scopes: VENDOR_SCOPES, sessionId };
    },
    revoke: (sessionId) => void revoked.set(sessionId, true),
  };
}

const askVendors = (ask: Ask, token: string) =>
  ask({
    app: 'vendors',
    scope: 'tokens:validate',
    method: 'POST',
    path: '/validateToken',
    body: { token },
    answer: TokenOwner,
  }).catch(refusedAs('unauthenticated', ['invalid-token', 'expired-token', 'session-revoked']));
