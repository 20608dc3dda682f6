import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { z } from 'zod';
import type { SymmetricKeys } from '../identity/keys';

/**
 * The content of a browser's cookie, encrypted and authenticated. Fields of a
 * newer version are kept when it is sealed again.
 */
export const SealedSession = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('vendor'), sessionId: z.string() }),
  /**
   * In milliseconds since the epoch: the end when idle, and the end in any
   * case.
   */
  z.looseObject({
    role: z.literal('operator'),
    sessionId: z.string(),
    idleEndsAt: z.number(),
    endsAt: z.number(),
  }),
]);
export type SealedSession = z.infer<typeof SealedSession>;

export interface SessionSeal {
  seal(session: SealedSession): Promise<string>;
  /** Undefined for a value that none of the keys has sealed. */
  open(cookie: string): Promise<SealedSession | undefined>;
  /**
   * The token by which a page proves that it can read our answers; one per
   * session.
   */
  csrfToken(sessionId: string): Promise<string>;
  csrfMatches(sessionId: string, given: string): Promise<boolean>;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MAX_LENGTH = 1_000;

/**
 * AES-256-GCM (NIST SP 800-38D), the key for each purpose derived from a secret
 * by HKDF (RFC 5869). The first secret seals; what any of them sealed is
 * accepted.
 */
export function sessionSeal(
  secrets: () => Promise<SymmetricKeys>,
): SessionSeal {
  return {
    async csrfToken(sessionId) {
      const [secret] = await secrets();
      return csrfToken(secret, sessionId);
    },
    async csrfMatches(sessionId, given) {
      const sent = Buffer.from(given);
      return (await secrets())
        .map((secret) => Buffer.from(csrfToken(secret, sessionId)))
        .some(
          (expected) =>
            expected.length === sent.length && timingSafeEqual(expected, sent),
        );
    },
    async seal(session) {
      const [secret] = await secrets();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keyFor(secret, 'cookie'), nonce, {
        authTagLength: TAG_BYTES,
      });
      const sealed = [
        nonce,
        cipher.update(JSON.stringify(session)),
        cipher.final(),
        cipher.getAuthTag(),
      ];
      return Buffer.concat(sealed).toString('base64url');
    },
    async open(cookie) {
      if (cookie.length > MAX_LENGTH) return undefined;
      const bytes = Buffer.from(cookie, 'base64url');
      for (const secret of await secrets()) {
        const text = opened(keyFor(secret, 'cookie'), bytes);
        if (text !== undefined) return SealedSession.parse(JSON.parse(text));
      }
      return undefined;
    },
  };
}

const keyFor = (secret: string, purpose: string): Buffer =>
  Buffer.from(
    hkdfSync('sha256', secret, '', `souk browser session ${purpose}`, 32),
  );

const csrfToken = (secret: string, sessionId: string): string =>
  createHmac('sha256', keyFor(secret, 'csrf'))
    .update(sessionId)
    .digest('base64url');

function opened(key: Buffer, bytes: Buffer): string | undefined {
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(
    CIPHER,
    key,
    bytes.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return (
      decipher.update(
        bytes.subarray(NONCE_BYTES, -TAG_BYTES),
        undefined,
        'utf8',
      ) + decipher.final('utf8')
    );
  } catch {
    return undefined; // sealed with another key, or changed on its way
  }
}
