import { answered, api } from '../../lib/api';
import { isProblem, ProblemError } from '../../lib/problem';
import { sessionBegan, type Session } from '../../lib/session';
import type { UserRole } from './entrances';

type Credentials =
  { role: UserRole; email: string; password: string } | { operatorKey: string };

export async function signIn(credentials: Credentials): Promise<Session> {
  const session = await answered(
    api.POST('/api/session', { body: credentials }),
  );
  sessionBegan(session);
  return session;
}

/** @throws ProblemError, at the field when the address has a shop already */
export async function register(body: {
  name: string;
  email: string;
  password: string;
}): Promise<Session> {
  const session = await answered(
    api.POST('/api/session/registration', { body }),
  ).catch((err: unknown) => {
    if (!isProblem(err, 'email-taken')) throw err;
    const message = 'There is already a shop with this email';
    throw new ProblemError(409, { errors: [{ path: 'email', message }] });
  });
  sessionBegan(session);
  return session;
}

/**
 * Ends the session on the server; the caller clears what the browser shows. A
 * session that has already ended is fine too.
 */
export async function signOut(): Promise<void> {
  const { response } = await api.DELETE('/api/session');
  if (!response.ok && response.status !== 401)
    throw new TypeError('The session could not be ended');
}

const resets = (role: UserRole) =>
  role === 'vendor'
    ? ('/api/vendors/password-resets' as const)
    : ('/api/customers/password-resets' as const);

/** The answer is the same for every address. */
export const askForReset = (role: UserRole, email: string) =>
  answered(api.POST(resets(role), { body: { email } }));

export const setNewPassword = (
  role: UserRole,
  body: { token: string; password: string },
) => answered(api.PUT(resets(role), { body }));
