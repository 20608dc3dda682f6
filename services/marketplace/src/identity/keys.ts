import { createHash } from 'node:crypto';
import { issuerKeys, type SigningKeys } from '@souk/platform/auth/keys';
import type { Secrets } from '@souk/platform/dapr/secrets';

/**
 * The marketplace's own secrets, read on first use: the sidecar may start later
 * than this process.
 */
export interface OwnKeys {
  /** Sign internal and operator tokens; their public halves are the JWKS. */
  signing: () => Promise<SigningKeys>;
  /** Signs the cursors of the catalogue. */
  cursor: () => Promise<string>;
  /** Encrypts the session cookies of browsers. */
  session: () => Promise<string>;
  /** SHA-256 of the operator key. */
  operatorDigest: () => Promise<Buffer>;
}

export const ownKeys = (secrets: Secrets): OwnKeys => ({
  signing: issuerKeys('marketplace', secrets),
  cursor: () => secrets.get('cursor-key'),
  session: () => secrets.get('session-key'),
  operatorDigest: async () => digest(await secrets.get('operator-key')),
});

export const digest = (text: string): Buffer =>
  createHash('sha256').update(text).digest();
