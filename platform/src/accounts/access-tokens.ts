import { issuerKeys } from '../auth/keys';
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
}

/** Tokens of one issuer for the audience `souk`. */
export function accessTokens(
  secrets: Secrets,
  { issuer, role, scopes }: AccessTokenOptions,
): AccessTokens {
  const keys = issuerKeys(issuer, secrets);
  const findKey = async (kid: string) => (await keys()).find(kid);
  return {
    async issue(accountId, sessionId) {
      return tokenIssuer(issuer, (await keys()).current)(
        { subject: accountId, role, scopes, sessionId },
        { audience: AUDIENCE, ttlSeconds: ACCESS_TOKEN_SECONDS },
      );
    },
    verify: tokenVerifier({ issuer, audience: AUDIENCE, findKey }),
  };
}
