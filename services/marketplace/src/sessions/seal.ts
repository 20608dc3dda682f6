import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  keyFor,
  sealing,
  type SymmetricKeys,
} from '@souk/platform/auth/sealing';
import { z } from 'zod';

/**
 * The content of a browser's cookie, encrypted and authenticated. Fields of a
 * newer version are kept when it is sealed again.
 */
export const SealedSession = z.discriminatedUnion('role', [
  z.looseObject({
    role: z.enum(['vendor', 'customer']),
    sessionId: z.string(),
  }),
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

const MAX_LENGTH = 1_000;

export function sessionSeal(
  secrets: () => Promise<SymmetricKeys>,
): SessionSeal {
  const cookies = sealing(secrets, {
    purpose: purposeOf('cookie'),
    maxLength: MAX_LENGTH,
  });
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
    seal: (session) => cookies.seal(JSON.stringify(session)),
    async open(cookie) {
      const text = await cookies.open(cookie);
      return text && SealedSession.parse(JSON.parse(text.toString()));
    },
  };
}

const purposeOf = (of: string) => `souk browser session ${of}`;

const csrfToken = (secret: string, sessionId: string): string =>
  createHmac('sha256', keyFor(secret, purposeOf('csrf')))
    .update(sessionId)
    .digest('base64url');
