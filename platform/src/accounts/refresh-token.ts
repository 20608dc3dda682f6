import { createHash, randomBytes } from 'node:crypto';

const SHAPE = /^([A-Za-z0-9_-]{1,64})\.[A-Za-z0-9_-]{43}$/;

/**
 * `<session id>.<256 random bits>`: the id finds the session, the bits prove
 * possession. Only the hash is stored.
 */
export const newRefreshToken = (sessionId: string): string =>
  `${sessionId}.${randomBytes(32).toString('base64url')}`;

/**
 * The session id in a token and the token's hash; undefined when the format is
 * wrong.
 */
export function readRefreshToken(
  token: string,
): { sessionId: string; hash: string } | undefined {
  const sessionId = SHAPE.exec(token)?.[1];
  return sessionId === undefined
    ? undefined
    : { sessionId, hash: refreshHash(token) };
}

/** SHA-256 in base64url: 256 random bits need no slow hash. */
export const refreshHash = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');
