import { signingKey, type SigningKey } from '../auth/keys';
import type { Role } from '../auth/principal';
import { tokenIssuer, tokenVerifier, type VerifiedToken } from '../auth/tokens';
import type { Secrets } from '../dapr/secrets';

/** Lifetime of an access token. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
const AUDIENCE = 'souk';

/**
 * The access tokens of account holders. Only the service that issues them signs
 * and verifies them.
 */
export interface AccessTokens {
  issue(accountId: string, sessionId: string): Promise<string>;
  /** @throws AppError `invalid-token` or `expired-token`. */
  verify(token: string): Promise<VerifiedToken>;
}

export interface AccessTokenOptions {
  issuer: string;
  role: Role;
  scopes: string[];
  /** Name of the secret with the private key as PKCS #8 PEM. */
  keyName: string;
}

/**
 * Tokens of one issuer for the audience `souk`. The key is read from the secret
 * store on first use.
 */
export function accessTokens(
  secrets: Secrets,
  { issuer, role, scopes, keyName }: AccessTokenOptions,
): AccessTokens {
  let known: SigningKey | undefined;
  const key = async () => (known ??= signingKey(await secrets.get(keyName)));
  const findKey = async (kid: string) => {
    const own = await key();
    return own.kid === kid ? own.publicKey : undefined;
  };
  return {
    async issue(accountId, sessionId) {
      return tokenIssuer(issuer, await key())(
        { subject: accountId, role, scopes, sessionId },
        { audience: AUDIENCE, ttlSeconds: ACCESS_TOKEN_SECONDS },
      );
    },
    verify: tokenVerifier({ issuer, audience: AUDIENCE, findKey }),
  };
}
