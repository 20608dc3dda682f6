import { createHash } from 'node:crypto';
import { signingKey, type SigningKey } from '@souk/platform/auth/keys';
import type { Secrets } from '@souk/platform/dapr/secrets';

/**
 * The marketplace's own secrets, read on first use: the sidecar may start later
 * than this process.
 */
export interface OwnKeys {
  /** Signs internal and operator tokens; its public half is the JWKS. */
  signing: () => Promise<SigningKey>;
  /** Signs the cursors of the catalogue. */
  cursor: () => Promise<string>;
  /** Encrypts the session cookies of browsers. */
  session: () => Promise<string>;
  /** SHA-256 of the operator key. */
  operatorDigest: () => Promise<Buffer>;
}

export function ownKeys(secrets: Secrets): OwnKeys {
  let parsed: SigningKey | undefined;
  return {
    signing: async () =>
      (parsed ??= signingKey(await secrets.get('marketplace-signing-key'))),
    cursor: () => secrets.get('cursor-key'),
    session: () => secrets.get('session-key'),
    operatorDigest: async () => digest(await secrets.get('operator-key')),
  };
}

export const digest = (text: string): Buffer =>
  createHash('sha256').update(text).digest();
