import { AppError } from '../http/errors';
import { isLive } from './session';
import { type AccountsDeps, sessionEnded } from './sessions';

/** Who an access token speaks for, and when the token itself ends. */
export interface TokenOwner {
  accountId: string;
  sessionId: string;
  validUntil: Date;
}

/**
 * Who an access token speaks for, while the session it came from lives.
 * @throws AppError of kind `invalid`: `invalid-token`, `expired-token` or
 * `session-revoked`.
 */
export async function validateToken(
  { sessions, tokens, now }: AccountsDeps,
  token: string,
): Promise<TokenOwner> {
  const { id, sessionId, expiresAt } = await tokens
    .verify(token)
    .catch(asRefusal);
  const session =
    sessionId === undefined ? undefined : await sessions.find(sessionId);
  if (session?.accountId !== id || !isLive(session, now())) {
    throw sessionEnded();
  }
  return { accountId: id, sessionId: session.id, validUntil: expiresAt };
}

// The token is what the request is about, not what it is made with: a bad one
// is bad input here, not a 401.
function asRefusal(err: unknown): never {
  if (err instanceof AppError && err.kind === 'unauthenticated')
    throw new AppError('invalid', err.slug, err.message, { cause: err });
  throw err;
}
