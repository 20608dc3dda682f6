import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

/** The first is used; every one is accepted, so that a key can be rotated. */
export type SymmetricKeys = readonly [string, ...string[]];

/**
 * The keys in a secret, one a line.
 * @throws Error when there is none.
 */
export function symmetricKeys(text: string): SymmetricKeys {
  const lines = text.split('\n').map((line) => line.trim());
  const [first, ...others] = lines.filter((line) => line !== '');
  if (first === undefined) throw new Error('A secret of this app is empty');
  return [first, ...others];
}

/** What others keep for us without reading or changing it. */
export interface Sealing {
  /** In base64url. */
  seal(text: string | Buffer): Promise<string>;
  /** Undefined for a value that none of the keys has sealed. */
  open(sealed: string): Promise<Buffer | undefined>;
}

/**
 * AES-256-GCM (NIST SP 800-38D) under a key that HKDF (RFC 5869) derives from a
 * secret for this purpose. The first secret seals; what any of them sealed is
 * accepted. A text longer than `maxLength` is not opened.
 */
export const sealing = (
  secrets: () => Promise<SymmetricKeys>,
  { purpose, maxLength }: { purpose: string; maxLength: number },
): Sealing => ({
  async seal(text) {
    const [secret] = await secrets();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, keyFor(secret, purpose), nonce, {
      authTagLength: TAG_BYTES,
    });
    const sealed = [
      nonce,
      cipher.update(text),
      cipher.final(),
      cipher.getAuthTag(),
    ];
    return Buffer.concat(sealed).toString('base64url');
  },
  async open(text) {
    if (text.length > maxLength) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    for (const secret of await secrets()) {
      const opened = openedBy(keyFor(secret, purpose), bytes);
      if (opened !== undefined) return opened;
    }
    return undefined;
  },
});

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export const keyFor = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));

function openedBy(key: Buffer, bytes: Buffer): Buffer | undefined {
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(
    CIPHER,
    key,
    bytes.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]);
  } catch {
    return undefined; // sealed with another key, or changed on its way
  }
}
