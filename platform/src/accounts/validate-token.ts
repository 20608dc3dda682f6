import { AppError } from '../http/errors';
import { isLive } from './session';
import { type AccountsDeps, sessionEnded } from './sessions';

/** The account of an access token; `validUntil` is when the token expires. */
export interface TokenOwner {
  accountId: string;
  sessionId: string;
  validUntil: Date;
}

/**
 * Returns the owner of an access token while its session is live.
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

// The token is the input of this request, not its credentials, so a bad one is
// bad input and not a 401.
function asRefusal(err: unknown): never {
  if (err instanceof AppError && err.kind === 'unauthenticated')
    throw new AppError('invalid', err.slug, err.message, { cause: err });
  throw err;
}
