import { fact } from '@souk/contracts/event';
import { sessionRevoked } from '@souk/contracts/vendors/events';
import {
  type SessionView,
  type SignIn,
  type TokenOwner,
} from '@souk/contracts/vendors/views';
import { AppError } from '@souk/platform/http/errors';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-tokens';
import { passwordMatches } from '@souk/platform/accounts/passwords';
import {
  newRefreshToken,
  readRefreshToken,
  refreshHash,
} from '@souk/platform/accounts/refresh-token';
import {
  isLive,
  newSession,
  revoked,
  rotated,
  type Session,
  standingOf,
} from './session';
import type { SessionStore } from './store';
import type { Vendor, VendorStore } from '../vendors/store';

export interface SessionsDeps {
  vendors: VendorStore;
  sessions: SessionStore;
  tokens: AccessTokens;
  newId: () => string;
  now: () => Date;
}

/** How often a race with another request on the same session is run again. */
const ATTEMPTS = 10;

export async function openSession(
  deps: SessionsDeps,
  { email, password }: SignIn,
): Promise<SessionView> {
  const { sessions, newId, now } = deps;
  const vendor = await authenticate(deps, { email, password });
  const id = newId();
  const refreshToken = newRefreshToken(id);
  const session = newSession({
    id,
    vendorId: vendor.id,
    refreshHash: refreshHash(refreshToken),
    now: now(),
  });
  await sessions.add(session);
  return view(deps, session, refreshToken);
}

/**
 * @throws AppError `wrong-credentials`, the same for an unknown e-mail and a
 * wrong password, so that accounts cannot be probed.
 */
export async function authenticate(
  { vendors }: Pick<SessionsDeps, 'vendors'>,
  { email, password }: SignIn,
): Promise<Vendor> {
  const vendor = await vendors.findByEmail(email);
  const matches = await passwordMatches(vendor?.passwordHash, password);
  if (!vendor || !matches)
    throw new AppError(
      'invalid',
      'wrong-credentials',
      'The e-mail address or the password is wrong',
    );
  return vendor;
}

/**
 * Each refresh token works once. A second use ends the session, also when both
 * arrive at the same moment: the one that lost the race cannot be told from a
 * thief.
 */
export async function refreshSession(
  deps: SessionsDeps,
  token: string,
): Promise<SessionView> {
  const { sessions, now } = deps;
  const given = readRefreshToken(token);
  if (!given) throw invalidRefreshToken();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const session = await sessions.find(given.sessionId);
    const standing =
      session && isLive(session, now())
        ? standingOf(session, given.hash)
        : 'unknown';
    if (!session || standing === 'unknown') throw invalidRefreshToken();
    if (standing === 'used') {
      await closeSession(deps, session.vendorId, session.id);
      throw invalidRefreshToken();
    }
    const successor = newRefreshToken(session.id);
    const next = rotated(session, refreshHash(successor));
    if (await sessions.save(next)) return view(deps, next, successor);
  }
  throw lostRaces();
}

/** Closing again changes nothing. */
export async function closeSession(
  { sessions, now }: SessionsDeps,
  vendorId: string,
  id: string,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const session = await sessions.find(id);
    if (session?.vendorId !== vendorId || session.revokedAt !== null) return;
    if (
      await sessions.save(
        revoked(session, now()),
        fact(sessionRevoked, { vendorId, sessionId: id }),
      )
    )
      return;
  }
  throw lostRaces();
}

/** Who an access token speaks for, while the session it came from lives. */
export async function validateToken(
  { sessions, tokens, now }: SessionsDeps,
  token: string,
): Promise<TokenOwner> {
  const { id, sessionId, expiresAt } = await tokens
    .verify(token)
    .catch(asRefusal);
  const session =
    sessionId === undefined ? undefined : await sessions.find(sessionId);
  if (session?.vendorId !== id || !isLive(session, now())) {
    throw sessionEnded();
  }
  return {
    vendorId: id,
    sessionId: session.id,
    validUntil: expiresAt.toISOString(),
  };
}

export const sessionEnded = () =>
  new AppError('invalid', 'session-revoked', 'The session has ended');

// The token is what the request is about, not what it is made with: a bad one
// is bad input here, not a 401.
function asRefusal(err: unknown): never {
  if (err instanceof AppError && err.kind === 'unauthenticated')
    throw new AppError('invalid', err.slug, err.message, { cause: err });
  throw err;
}

async function view(
  { tokens }: SessionsDeps,
  { id, vendorId }: Session,
  refreshToken: string,
): Promise<SessionView> {
  return {
    accessToken: await tokens.issue(vendorId, id),
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

const lostRaces = () =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'The session keeps changing',
    { retryAfterSeconds: 1 },
  );
