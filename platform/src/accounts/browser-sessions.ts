import { idOfKey } from '../http/idempotency';
import { type Account, authenticate, type Credentials } from './account';
import type { Session } from './session';
import {
  type AccountsDeps,
  liveSession,
  openOnce,
  sessionEnded,
  type SignInOptions,
} from './sessions';

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
  { by = authenticate, device }: SignInOptions<A> = {},
): Promise<SessionOwner<A>> {
  const account = await by(deps.accounts, credentials);
  const { id: accountId } = account;
  const id =
    key === undefined
      ? deps.newId()
      : idOfKey(['browser-session', accountId], key);
  const session = await openOnce(deps, account, {
    id,
    device,
    refreshHash: null,
  });
  return ownerOf(account, session);
}

/**
 * Returns a live session with its account.
 * @throws AppError `session-revoked`, also for an unknown id.
 */
export async function readSession<A extends Account>(
  deps: AccountsDeps<A>,
  id: string,
): Promise<SessionOwner<A>> {
  const found = await liveSession(deps, id);
  if (!found) throw sessionEnded();
  return ownerOf(found.account, found.session);
}

const ownerOf = <A extends Account>(
  account: A,
  { id, expiresAt }: Session,
): SessionOwner<A> => ({ account, sessionId: id, validUntil: expiresAt });
