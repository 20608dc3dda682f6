import { createHash } from 'node:crypto';
import { issuerKeys, type SigningKeys } from '@souk/platform/auth/keys';
import type { Secrets } from '@souk/platform/dapr/secrets';

/** The first is used; every one is accepted, so that a key can be rotated. */
export type SymmetricKeys = readonly [string, ...string[]];

/**
 * The keys in a secret, one a line.
 * @throws Error when there is none.
 */
export function symmetricKeys(text: string): SymmetricKeys {
  const lines = text.split('\n').map((line) => line.trim());
  const [first, ...others] = lines.filter((line) => line !== '');
  if (first === undefined)
    throw new Error('A secret of the marketplace is empty');
  return [first, ...others];
}

/**
 * The marketplace's own secrets, read on first use: the sidecar may start later
 * than this process.
 */
export interface OwnKeys {
  /** Sign internal and operator tokens; their public halves are the JWKS. */
  signing: () => Promise<SigningKeys>;
  /** Sign the cursors of the catalogue. */
  cursor: () => Promise<SymmetricKeys>;
  /** Encrypt the session cookies of browsers. */
  session: () => Promise<SymmetricKeys>;
  /** SHA-256 of each operator key. */
  operatorDigests: () => Promise<Buffer[]>;
}

export const ownKeys = (secrets: Secrets): OwnKeys => ({
  signing: issuerKeys('marketplace', secrets),
  cursor: async () => symmetricKeys(await secrets.get('cursor-key')),
  session: async () => symmetricKeys(await secrets.get('session-key')),
  operatorDigests: async () =>
    symmetricKeys(await secrets.get('operator-key')).map(digest),
});

export const digest = (text: string): Buffer =>
  createHash('sha256').update(text).digest();
