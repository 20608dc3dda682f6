import { generateKeyPairSync } from 'node:crypto';
import { signingKey } from '../auth/keys';
import { internalTokens, tokenIssuer, type Claims } from '../auth/tokens';
import type { VerifyToken } from '../auth/requires';

/** A new P-256 private key as PKCS #8 PEM. */
export const newKeyPem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

export interface TestIdentity {
  verify: VerifyToken;
  /**
   * An `authorization` header with a token as the marketplace would mint it.
   */
  as(claims: Claims): { authorization: string };
}

/** Real internal tokens for one app, signed with a new key. */
export function testIdentity(app: string): TestIdentity {
  const key = signingKey(newKeyPem());
  const mint = tokenIssuer('marketplace', key);
  return {
    verify: internalTokens(app, async (kid) =>
      kid === key.kid ? key.publicKey : undefined,
    ),
    as: (claims) => ({
      authorization: `Bearer ${mint(claims, { audience: app, ttlSeconds: 60 })}`,
    }),
  };
}
