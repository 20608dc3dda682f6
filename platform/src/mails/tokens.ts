import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKeys } from '../auth/keys';

/**
 * The tokens of links in mails: the request's id and an HMAC of it. A token is made
 * anew whenever its mail is sent, so it is stored nowhere.
 */
export interface MailTokens {
  of(requestId: string): Promise<string>;
  /** The request of a token; undefined when we have not made it. */
  requestOf(token: string): Promise<string | undefined>;
}

/** Keyed by the service's signing keys: a rotated one is accepted still. */
export function mailTokens(keys: () => Promise<SigningKeys>): MailTokens {
  const secrets = async () => (await keys()).derived('mail token');
  return {
    async of(requestId) {
      const [secret] = await secrets();
      return `${requestId}${macOf(secret, requestId)}`;
    },
    async requestOf(token) {
      const requestId = token.slice(0, -MAC_LENGTH);
      const given = Buffer.from(token.slice(-MAC_LENGTH));
      const made = (await secrets()).some((secret) => {
        const expected = Buffer.from(macOf(secret, requestId));
        return (
          expected.length === given.length && timingSafeEqual(expected, given)
        );
      });
      return made ? requestId : undefined;
    },
  };
}

/** Of 32 bytes in base64url. */
const MAC_LENGTH = 43;

const macOf = (secret: Buffer, requestId: string): string =>
  createHmac('sha256', secret).update(requestId).digest('base64url');
