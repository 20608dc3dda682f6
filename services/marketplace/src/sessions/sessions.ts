import type { SessionInfo } from '@souk/contracts/marketplace/sessions';
import type { SignIn, SignInHeaders } from '@souk/contracts/accounts/views';
import type { z } from 'zod';
import type { RegisterVendor } from '@souk/contracts/vendors/views';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import type { Ask } from '@souk/platform/dapr/ask';
import type { OperatorSessions } from './operator-sessions';
import { checkOperatorKey, operatorPrincipal } from '../identity/operators';
import type { OwnKeys } from '../identity/keys';
import { csrfRefused, fromOwnPages, type RequestOrigin } from './same-origin';
import type { SealedSession, SessionSeal } from './seal';
import type {
  BrowserSession,
  OutsideIssuer,
} from '../identity/outside-issuers';
import type { UserTokens } from '../identity/user-tokens';
import { registerVendor } from '../vendors/vendors';

type UserRole = OutsideIssuer['role'];

export interface BrowserSessionsDeps {
  ask: Ask;
  keys: OwnKeys;
  seal: SessionSeal;
  users: Record<UserRole, UserTokens>;
  operators: OperatorSessions;
}

/** The cookie that the browser keeps, and its expiry. */
interface SessionCookie {
  value: string;
  expiresAt: Date;
}

export interface Begun {
  cookie: SessionCookie;
  info: SessionInfo;
}

/** A request that came with a cookie. */
export interface BrowserRequest extends RequestOrigin {
  method: string;
  cookie: string;
  csrfToken: string;
}

export interface Recognised {
  principal: Principal;
  info: SessionInfo;
  /** Replaces the cookie of the request. */
  renewed?: SessionCookie;
}

/** @throws AppError `wrong-credentials` (401). */
export async function beginUserSession(
  deps: BrowserSessionsDeps,
  { role, ...credentials }: SignIn & { role: UserRole },
  origin: z.input<typeof SignInHeaders>,
): Promise<Begun> {
  const owner = await deps.users[role].begin(credentials, origin);
  const cookie = {
    value: await deps.seal.seal({ role, sessionId: owner.sessionId }),
    expiresAt: new Date(owner.validUntil),
  };
  return { cookie, info: await userInfo(deps, role, owner) };
}

/** Registers and signs in at once. @throws AppError `email-taken`. */
export async function registerAndBegin(
  deps: BrowserSessionsDeps,
  vendor: RegisterVendor,
  origin: z.input<typeof SignInHeaders>,
): Promise<Begun> {
  const { email } = await registerVendor(deps.ask, vendor);
  return beginUserSession(
    deps,
    { role: 'vendor', email, password: vendor.password },
    origin,
  );
}

/** @throws AppError `wrong-credentials` (401). */
export async function beginOperatorSession(
  deps: BrowserSessionsDeps,
  key: string,
): Promise<Begun> {
  await checkOperatorKey(deps.keys, key);
  const session = deps.operators.begin();
  return {
    cookie: await operatorCookie(deps, session),
    info: await operatorInfo(deps, session),
  };
}

/**
 * Identifies the session of a request. A request that changes something must
 * come from one of our pages and carry the CSRF token of the session.
 * @throws AppError `session-revoked` (401), `csrf-refused` (403).
 */
export async function recognise(
  deps: BrowserSessionsDeps,
  request: BrowserRequest,
): Promise<Recognised> {
  const session = await deps.seal.open(request.cookie);
  if (!session)
    throw new AppError(
      'unauthenticated',
      'session-revoked',
      'The session has ended',
    );
  if (!['GET', 'HEAD'].includes(request.method))
    await refuseForgery(deps, session, request);
  if (session.role === 'operator') return recogniseOperator(deps, session);
  const { role, sessionId } = session;
  const owner = await deps.users[role].ownerOf(sessionId);
  return {
    principal: owner.principal,
    info: await userInfo(deps, role, owner),
  };
}

/** Ends it for every copy of its cookie. */
export async function endSession(
  { users, operators }: BrowserSessionsDeps,
  who: Principal,
): Promise<void> {
  if (who.role === 'vendor' || who.role === 'customer')
    await users[who.role].end(who);
  else if (who.sessionId !== undefined) await operators.end(who.sessionId);
}

async function refuseForgery(
  { seal }: BrowserSessionsDeps,
  { sessionId }: SealedSession,
  request: BrowserRequest,
) {
  fromOwnPages(request);
  if (await seal.csrfMatches(sessionId, request.csrfToken)) return;
  throw csrfRefused(
    'The header x-csrf-token does not have the token of this session',
  );
}

type OperatorSealed = Extract<SealedSession, { role: 'operator' }>;

async function recogniseOperator(
  deps: BrowserSessionsDeps,
  sealed: OperatorSealed,
): Promise<Recognised> {
  const session = deps.operators.living(sealed);
  const next = deps.operators.renewed(session);
  const principal = operatorPrincipal(session.sessionId);
  if (!next) return { principal, info: await operatorInfo(deps, session) };
  return {
    principal,
    info: await operatorInfo(deps, next),
    renewed: await operatorCookie(deps, next),
  };
}

const operatorCookie = async (
  { seal }: BrowserSessionsDeps,
  session: OperatorSealed,
): Promise<SessionCookie> => ({
  value: await seal.seal(session),
  expiresAt: new Date(session.idleEndsAt),
});

const operatorInfo = async (
  { seal }: BrowserSessionsDeps,
  { sessionId, idleEndsAt }: OperatorSealed,
): Promise<SessionInfo> => ({
  role: 'operator',
  csrfToken: await seal.csrfToken(sessionId),
  expiresAt: new Date(idleEndsAt).toISOString(),
});

async function userInfo(
  { seal }: BrowserSessionsDeps,
  role: UserRole,
  { account, sessionId, validUntil }: BrowserSession,
): Promise<SessionInfo> {
  const { id, name, email } = account;
  return {
    role,
    [role]: { id, name, email },
    csrfToken: await seal.csrfToken(sessionId),
    expiresAt: validUntil,
  };
}
