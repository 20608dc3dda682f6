import { AppError } from '../http/errors';
import { type AccountsDeps, liveSession, sessionEnded } from './sessions';

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
  deps: AccountsDeps,
  token: string,
): Promise<TokenOwner> {
  const { id, sessionId, expiresAt } = await deps.tokens
    .verify(token)
    .catch(asRefusal);
  const found =
    sessionId === undefined ? undefined : await liveSession(deps, sessionId);
  if (found?.account.id !== id) throw sessionEnded();
  return {
    accountId: id,
    sessionId: found.session.id,
    validUntil: expiresAt,
  };
}

// The token is the input of this request, not its credentials, so a bad one is
// bad input and not a 401.
function asRefusal(err: unknown): never {
  if (err instanceof AppError && err.kind === 'unauthenticated')
    throw new AppError('invalid', err.slug, err.message, { cause: err });
  throw err;
}
