import { idOfKey } from '../http/idempotency';
import { type Account, authenticate, type Credentials } from './account';
import { isLive, type Session } from './session';
import { openOnce, sessionEnded, type AccountsDeps } from './sessions';

/** A live session and its account. */
export interface SessionOwner<A extends Account> {
  account: A;
  sessionId: string;
  validUntil: Date;
}

/**
 * Opens a session without tokens; the marketplace keeps it for a browser. The
 * same key again is the same session.
 * @throws AppError `wrong-credentials`, `idempotency-key-reused`.
 */
export async function openBrowserSession<A extends Account>(
  deps: AccountsDeps<A>,
  credentials: Credentials,
  key?: string,
): Promise<SessionOwner<A>> {
  const account = await authenticate(deps.accounts, credentials);
  const { id: accountId } = account;
  const id =
    key === undefined
      ? deps.newId()
      : idOfKey(['browser-session', accountId], key);
  const session = await openOnce(deps, { id, accountId }, null);
  return ownerOf(account, session);
}

/**
 * Returns a live session with its account.
 * @throws AppError `session-revoked`, also for an unknown id.
 */
export async function readSession<A extends Account>(
  { sessions, accounts, now }: AccountsDeps<A>,
  id: string,
): Promise<SessionOwner<A>> {
  const session = await sessions.find(id);
  const account =
    session && isLive(session, now())
      ? await accounts.find(session.accountId)
      : undefined;
  if (!session || !account) throw sessionEnded();
  return ownerOf(account, session);
}

const ownerOf = <A extends Account>(
  account: A,
  { id, expiresAt }: Session,
): SessionOwner<A> => ({ account, sessionId: id, validUntil: expiresAt });
