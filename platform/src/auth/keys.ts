import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { BUDGET_MS, withBudget } from '../http/deadline';

export const Jwks = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
    }),
  ),
});
export type Jwks = z.infer<typeof Jwks>;

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwks: Jwks;
}

/**
 * An ES256 key pair from its PKCS #8 PEM. `kid` is the JWK thumbprint (RFC
 * 7638).
 */
export function signingKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const { x, y, crv } = publicKey.export({ format: 'jwk' });
  if (!x || !y || crv !== 'P-256')
    throw new Error('The signing key is not an elliptic curve key on P-256');
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  return {
    kid,
    privateKey,
    publicKey,
    jwks: { keys: [{ kty: 'EC', crv: 'P-256', x, y, kid }] },
  };
}

/** Finds the public key for a `kid`; undefined when unknown. */
export type FindKey = (kid: string) => Promise<KeyObject | undefined>;

const REFETCH_MS = 5_000;

/**
 * Caches another service's keys and refetches on an unknown `kid`, at most
 * every five seconds, so made-up kids do not flood the issuer.
 */
export function remoteKeys(
  fetchJwks: () => Promise<Jwks>,
  now: () => number = Date.now,
): FindKey {
  let keys = new Map<string, KeyObject>();
  let fetchedAt = -Infinity;
  let fetching: Promise<void> | undefined;

  const refresh = async () => {
    const jwks = await fetchJwks();
    keys = new Map(
      jwks.keys.map((key) => [
        key.kid,
        createPublicKey({ key: key as JsonWebKey, format: 'jwk' }),
      ]),
    );
    fetchedAt = now();
  };
  return async (kid) => {
    if (!keys.has(kid) && now() - fetchedAt >= REFETCH_MS) {
      fetching ??= withBudget(BUDGET_MS, refresh).finally(
        () => (fetching = undefined),
      );
      await fetching;
    }
    return keys.get(kid);
  };
}
