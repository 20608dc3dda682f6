import { createHash } from 'node:crypto';
import { symmetricKeys, type SymmetricKeys } from '@souk/platform/auth/sealing';
import { issuerKeys, type SigningKeys } from '@souk/platform/auth/keys';
import type { Secrets } from '@souk/platform/dapr/secrets';

/**
 * The marketplace's own secrets, read on first use: the sidecar may start later
 * than this process.
 */
export interface OwnKeys {
  /** Sign internal and operator tokens; their public halves are the JWKS. */
  signing: () => Promise<SigningKeys>;
  /** Sign the cursors of the catalogue. */
  cursor: () => Promise<SymmetricKeys>;
  /** Encrypt the cookies of browsers: their session, and their cart. */
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
