import type { OpenSessionList } from '@souk/contracts/accounts/views';
import type { Principal } from '../auth/principal';
import { AppError } from '../http/errors';
import type { SignedInUser } from './credentials';
import { type AccountsDeps, closeSession, listSessions } from './sessions';

/**
 * The account and session of a caller.
 * @throws AppError `invalid-token` (401) when the token names no session.
 */
export function userOf({ id, sessionId }: Principal): SignedInUser {
  if (sessionId === undefined)
    throw new AppError(
      'unauthenticated',
      'invalid-token',
      'The token names no session',
    );
  return { accountId: id, sessionId };
}

/** The live sessions of the caller's account, the newest first. */
export async function openSessions(
  deps: AccountsDeps,
  { accountId, sessionId }: SignedInUser,
): Promise<OpenSessionList> {
  const found = await listSessions(deps, accountId);
  return {
    items: found.map(({ id, device, createdAt, expiresAt }) => ({
      id,
      device: device ?? null,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      current: id === sessionId,
    })),
  };
}

/** @throws AppError `session-not-found`, also for one of somebody else. */
export async function endSession(
  deps: AccountsDeps,
  { accountId }: SignedInUser,
  id: string,
): Promise<void> {
  const found = await deps.sessions.find(id);
  if (found?.accountId !== accountId)
    throw new AppError(
      'not-found',
      'session-not-found',
      `You have no session ${id}`,
    );
  await closeSession(deps, accountId, id);
}
