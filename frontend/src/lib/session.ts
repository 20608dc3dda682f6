import { queryOptions } from '@tanstack/react-query';
import type { components } from './api-types';
import { queryClient } from './query-client';

export type Session = components['schemas']['SessionInfo'];

/**
 * Only says that asking is worth it: shoppers without a session need not be
 * told 401 on every page.
 */
const HINT = 'souk-session';
const KEY = ['session'];

export type SessionNews = 'signed-in' | 'signed-out';
const otherTabs = new BroadcastChannel('souk-session');

/** What happens to the session in another tab happens here too. */
export function onSessionNews(heard: (news: SessionNews) => void): () => void {
  const listener = ({ data }: MessageEvent<SessionNews>) => heard(data);
  otherTabs.addEventListener('message', listener);
  return () => otherTabs.removeEventListener('message', listener);
}

/** The session of this browser; null without one. */
export const sessionQuery = queryOptions({
  queryKey: KEY,
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<Session | null> => {
    if (localStorage.getItem(HINT) === null) return null;
    const response = await fetch('/api/session', { signal });
    if (response.ok) return (await response.json()) as Session;
    if (response.status !== 401)
      throw new TypeError('The session could not be asked for');
    localStorage.removeItem(HINT);
    return null;
  },
});

export const currentSession = (): Session | null | undefined =>
  queryClient.getQueryData<Session | null>(KEY);

export function sessionBegan(session: Session): void {
  localStorage.setItem(HINT, session.role);
  queryClient.setQueryData(KEY, session);
  otherTabs.postMessage('signed-in' satisfies SessionNews);
}

let farewell: string | undefined;

/**
 * Where a page that has just lost its session goes, when it was said; forgotten
 * once it has gone.
 */
export const leavingTo = (): string | undefined => farewell;
export const hasLeft = (): void => void (farewell = undefined);

/** Nothing of it stays in this tab, nor (told to them) in the others. */
export function sessionEnded({
  tell,
  to,
}: {
  tell: boolean;
  to: string;
}): void {
  farewell = to;
  localStorage.removeItem(HINT);
  queryClient.removeQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'own',
  });
  queryClient.setQueryData(KEY, null);
  if (tell) otherTabs.postMessage('signed-out' satisfies SessionNews);
}
