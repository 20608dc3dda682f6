import { generateKeyPairSync } from 'node:crypto';
import { signingKeys, type SigningKeys } from '../auth/keys';
import { tokenIssuer, tokenVerifier, type Claims } from '../auth/tokens';
import type { VerifyToken } from '../auth/requires';

/** A new P-256 private key as PKCS #8 PEM. */
export const newKeyPem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

export interface TestIdentity {
  keys: () => Promise<SigningKeys>;
  verify: VerifyToken;
  /**
   * An `authorization` header with a token as the marketplace would mint it.
   */
  as(claims: Claims): { authorization: string };
}

/** Real internal tokens for one app and any scope, signed with a new key. */
export function testIdentity(app: string): TestIdentity {
  const keys = signingKeys(newKeyPem());
  const mint = tokenIssuer('marketplace', keys.current);
  return {
    keys: async () => keys,
    verify: tokenVerifier({
      issuer: 'marketplace',
      audience: app,
      findKey: async (kid) => keys.find(kid),
    }),
    as: (claims) => ({
      authorization: `Bearer ${mint(claims, { audience: app, ttlSeconds: 60 })}`,
    }),
  };
}
