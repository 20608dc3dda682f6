import type { ActorAccess } from '../actors/access';
import type { VerifyEvent } from '../auth/signed-events';
import type { Publisher } from '../dapr/publish';
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

/** For tests about something else: any caller may call any actor, */
export const anyCaller: ActorAccess = async () => undefined;
/** and needs no real token, */
export const noToken = async (): Promise<string> => 'none';
/** any event is accepted, */
export const anyPublisher: VerifyEvent = async () => undefined;
/** and need not be signed. */
export const unsignedBy = (source: string): Publisher => ({
  source,
  sign: async () => 'none',
});
