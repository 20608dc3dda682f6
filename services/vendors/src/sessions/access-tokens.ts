import { signingKey, type SigningKey } from '@souk/platform/auth/keys';
import {
  tokenIssuer,
  tokenVerifier,
  type VerifiedToken,
} from '@souk/platform/auth/tokens';
import type { Secrets } from '@souk/platform/dapr/secrets';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
const ISSUER = 'vendors';
const AUDIENCE = 'souk';

/**
 * The tokens vendors carry outside; only this service signs and understands
 * them.
 */
export interface AccessTokens {
  issue(vendorId: string, sessionId: string): Promise<string>;
  /** @throws AppError `invalid-token` or `expired-token`. */
  verify(token: string): Promise<VerifiedToken>;
}

/** The key is read from the secret store when it is first needed. */
export function accessTokens(secrets: Secrets): AccessTokens {
  let known: SigningKey | undefined;
  const key = async () =>
    (known ??= signingKey(await secrets.get('vendors-signing-key')));
  const findKey = async (kid: string) => {
    const own = await key();
    return own.kid === kid ? own.publicKey : undefined;
  };
  return {
    async issue(vendorId, sessionId) {
      const claims = {
        subject: vendorId,
        role: 'vendor' as const,
        scopes: ['vendor'],
        sessionId,
      };
      return tokenIssuer(ISSUER, await key())(claims, {
        audience: AUDIENCE,
        ttlSeconds: ACCESS_TOKEN_SECONDS,
      });
    },
    verify: tokenVerifier({ issuer: ISSUER, audience: AUDIENCE, findKey }),
  };
}
