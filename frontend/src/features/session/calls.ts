import { answered, api } from '../../lib/api';
import { sessionBegan, type Session } from '../../lib/session';

type Credentials =
  | { role: 'vendor' | 'customer'; email: string; password: string }
  | { operatorKey: string };

export async function signIn(credentials: Credentials): Promise<Session> {
  const session = await answered(
    api.POST('/api/session', { body: credentials }),
  );
  sessionBegan(session);
  return session;
}

export async function register(body: {
  name: string;
  email: string;
  password: string;
}): Promise<Session> {
  const session = await answered(
    api.POST('/api/session/registration', { body }),
  );
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
