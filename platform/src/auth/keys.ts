import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { BUDGET_MS, withBudget } from '../http/deadline';

const Jwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
});
export const Jwks = z.object({ keys: z.array(Jwk) });
export type Jwks = z.infer<typeof Jwks>;

export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwk: z.infer<typeof Jwk>;
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
  const jwk = { kty: 'EC', crv: 'P-256', x, y, kid } as const;
  return { kid, privateKey, publicKey, jwk };
}

/**
 * The keys of one issuer. A new key is published before it signs and an old one
 * for as long as what it signed is valid, so a rotation refuses nothing.
 */
export interface SigningKeys {
  /** The one that signs. */
  current: SigningKey;
  /** Finds the public half of any of them. */
  find(kid: string): KeyObject | undefined;
  /** The public halves of all. */
  jwks: Jwks;
  /**
   * 32 secret bytes for another purpose, derived from each key (HKDF, RFC
   * 5869), the current one first.
   */
  derived(purpose: string): [Buffer, ...Buffer[]];
}

const PEM = /-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g;

/**
 * Signing keys from PEMs, one after another; the first one signs.
 * @throws Error when there is none, or one is not a P-256 key.
 */
export function signingKeys(pems: string): SigningKeys {
  const keys = (pems.match(PEM) ?? [pems]).map(signingKey);
  const [current] = keys;
  if (!current) throw new Error('There is no signing key');
  return {
    current,
    find: (kid) => keys.find((key) => key.kid === kid)?.publicKey,
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    derived: (purpose) => [
      derivedFrom(current, purpose),
      ...keys.slice(1).map((key) => derivedFrom(key, purpose)),
    ],
  };
}

const derivedFrom = ({ privateKey }: SigningKey, purpose: string): Buffer =>
  Buffer.from(
    hkdfSync(
      'sha256',
      privateKey.export({ format: 'der', type: 'pkcs8' }),
      '',
      `souk ${purpose}`,
      32,
    ),
  );

/**
 * The keys of an issuer, from the secret `<issuer>-signing-key`. They are read
 * on first use: the sidecar may start later than this process.
 */
export function issuerKeys(
  issuer: string,
  secrets: { get: (name: string) => Promise<string> },
): () => Promise<SigningKeys> {
  let known: SigningKeys | undefined;
  return async () =>
    (known ??= signingKeys(await secrets.get(`${issuer}-signing-key`)));
}

/** Finds the public key for a `kid`; undefined when unknown. */
export type FindKey = (kid: string) => Promise<KeyObject | undefined>;

const REFETCH_MS = 5_000;
/** A key that its issuer has withdrawn is accepted for no longer. */
const STALE_MS = 5 * 60_000;

/**
 * Caches another service's keys. They are fetched again on an unknown `kid`, at
 * most every five seconds, so made-up kids do not flood the issuer; and every
 * five minutes, while the known ones stay in use.
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
  const refreshed = () =>
    (fetching ??= withBudget(BUDGET_MS, refresh).finally(
      () => (fetching = undefined),
    ));
  return async (kid) => {
    const age = now() - fetchedAt;
    const known = keys.get(kid);
    if (!known && age >= REFETCH_MS) await refreshed();
    // While its issuer is away, a known key goes on.
    else if (age >= STALE_MS) refreshed().catch(() => undefined);
    return known ?? keys.get(kid);
  };
}
