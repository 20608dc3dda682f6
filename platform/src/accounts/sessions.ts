import type { Fact } from '@souk/contracts/event';
import { AppError } from '../http/errors';
import { idOfKey, keyReused } from '../http/idempotency';
import { DuplicateKey } from '../mongo/versioned';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-tokens';
import {
  type Account,
  type AccountStore,
  authenticate,
  type Credentials,
} from './account';
import {
  newRefreshToken,
  readRefreshToken,
  refreshHash,
} from './refresh-token';
import {
  isLive,
  newSession,
  revoked,
  rotated,
  type Session,
  refreshTokenState,
} from './session';
import type { SessionStore } from './store';

/** What a service provides: its accounts, sessions, tokens and events. */
export interface AccountsDeps<A extends Account = Account> {
  accounts: AccountStore<A>;
  sessions: SessionStore;
  tokens: AccessTokens;
  /** The event published once, when a session is revoked before it expires. */
  sessionRevoked: (session: Session) => Fact;
  newId: () => string;
  now: () => Date;
}

/**
 * The tokens of RFC 6749, 5.1: `accessToken` is a JWT, `refreshToken` is opaque
 * and single-use.
 */
export interface SessionTokens {
  accessToken: string;
  expiresInSeconds: number;
  refreshToken: string;
}

/** Attempts before a request gives up on concurrent changes of its session. */
const ATTEMPTS = 10;

export interface SignInOptions<A extends Account> {
  /** Finds the account of the credentials; by default it only compares. */
  by?: (accounts: AccountStore<A>, credentials: Credentials) => Promise<A>;
  /** The browser and system, as the owner is to see it. */
  device?: string | undefined;
}

/**
 * Signs in. The same key again is the same session, with a new refresh token:
 * the first one was not stored and may not have arrived.
 * @throws AppError `wrong-credentials`; `idempotency-key-reused` when the
 * session has ended since.
 */
export async function openSession<A extends Account>(
  deps: AccountsDeps<A>,
  credentials: Credentials,
  key?: string,
  { by = authenticate, device }: SignInOptions<A> = {},
): Promise<SessionTokens> {
  const { accounts, newId } = deps;
  const account = await by(accounts, credentials);
  const id =
    key === undefined ? newId() : idOfKey(['session', account.id], key);
  const refreshToken = newRefreshToken(id);
  const hash = refreshHash(refreshToken);
  const opened = await openOnce(deps, account, {
    id,
    device,
    refreshHash: hash,
  });
  const session = opened.refreshHash === hash ? opened : rotated(opened, hash);
  if (session !== opened && !(await deps.sessions.save(session)))
    throw lostRaces();
  return tokensOf(deps, session, refreshToken);
}

/**
 * Adds the session, or finds it when a request with the same key has added it.
 * @throws AppError `idempotency-key-reused` when it has ended since.
 */
export async function openOnce(
  { sessions, now }: Pick<AccountsDeps, 'sessions' | 'now'>,
  { id: accountId, sessionsVersion = 0 }: Account,
  {
    device,
    ...of
  }: Pick<Session, 'id' | 'refreshHash'> & { device: string | undefined },
): Promise<Session> {
  const session = newSession({
    ...of,
    accountId,
    now: now(),
    ...(sessionsVersion === 0 ? {} : { sessionsVersion }),
    ...(device === undefined ? {} : { device }),
  });
  try {
    await sessions.add(session);
    return session;
  } catch (err) {
    if (!(err instanceof DuplicateKey)) throw err;
  }
  const first = await sessions.find(session.id);
  if (!first || !isLive(first, now())) throw keyReused();
  return first;
}

/**
 * Exchanges a refresh token for new tokens; each works once (rotation, RFC
 * 9700, 4.14.2). A second use ends the session, even when both arrive at the
 * same time: the loser of the race may be an attacker.
 * @throws AppError `invalid-refresh-token`; `dependency-unavailable` after ten
 * lost races.
 */
export async function refreshSession(
  deps: AccountsDeps,
  token: string,
): Promise<SessionTokens> {
  const { sessions } = deps;
  const given = readRefreshToken(token);
  if (!given) throw invalidRefreshToken();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const session = (await liveSession(deps, given.sessionId))?.session;
    const state = session ? refreshTokenState(session, given.hash) : 'unknown';
    if (!session || state === 'unknown') throw invalidRefreshToken();
    if (state === 'used') {
      await closeSession(deps, session.accountId, session.id);
      throw invalidRefreshToken();
    }
    const successor = newRefreshToken(session.id);
    const next = rotated(session, refreshHash(successor));
    if (await sessions.save(next)) return tokensOf(deps, next, successor);
  }
  throw lostRaces();
}

/**
 * Revokes a session of this account and publishes `sessionRevoked`. A session
 * already revoked, or of another account, is left alone.
 * @throws AppError `dependency-unavailable` after ten lost races.
 */
export async function closeSession(
  { sessions, sessionRevoked, now }: AccountsDeps,
  accountId: string,
  id: string,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const session = await sessions.find(id);
    if (session?.accountId !== accountId || session.revokedAt !== null) return;
    const next = revoked(session, now());
    if (await sessions.save(next, sessionRevoked(next))) return;
  }
  throw lostRaces();
}

/**
 * A session that has neither ended nor been made with an earlier password, and
 * its account.
 */
export async function liveSession<A extends Account>(
  { sessions, accounts, now }: AccountsDeps<A>,
  id: string,
): Promise<{ session: Session; account: A } | undefined> {
  const session = await sessions.find(id);
  if (!session || !isLive(session, now())) return undefined;
  const account = await accounts.find(session.accountId);
  if (!account) return undefined;
  return holds(session, account) ? { session, account } : undefined;
}

const holds = (session: Session, account: Account): boolean =>
  (session.sessionsVersion ?? 0) === (account.sessionsVersion ?? 0) ||
  session.id === account.keptSession;

/** The live sessions of an account, the newest first. */
export async function listSessions(
  { sessions, accounts, now }: AccountsDeps,
  accountId: string,
): Promise<Session[]> {
  const account = await accounts.find(accountId);
  if (!account) return [];
  const found = await sessions.ofAccount(accountId);
  return found.filter((one) => isLive(one, now()) && holds(one, account));
}

/** Revokes the sessions of an account, all but one, and publishes it. */
export async function closeSessions(
  deps: AccountsDeps,
  accountId: string,
  except?: string,
): Promise<void> {
  const found = await deps.sessions.ofAccount(accountId);
  for (const { id } of found)
    if (id !== except) await closeSession(deps, accountId, id);
}

/** The refusal `session-revoked`, for an ended or unknown session. */
export const sessionEnded = () =>
  new AppError('invalid', 'session-revoked', 'The session has ended');

async function tokensOf(
  { tokens }: AccountsDeps,
  { id, accountId }: Session,
  refreshToken: string,
): Promise<SessionTokens> {
  return {
    accessToken: await tokens.issue(accountId, id),
    expiresInSeconds: ACCESS_TOKEN_SECONDS,
    refreshToken,
  };
}

const invalidRefreshToken = () =>
  new AppError(
    'invalid',
    'invalid-refresh-token',
    'The refresh token is not valid',
  );

export const lostRaces = () =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'Too many concurrent changes to the session',
    { retryAfterSeconds: 1 },
  );
