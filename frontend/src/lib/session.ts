import { queryOptions } from '@tanstack/react-query';
import type { components } from './api-types';
import { queryClient } from './query-client';

export type Session = components['schemas']['SessionInfo'];
type Person = NonNullable<Session['customer']>;

/**
 * A hint that there may be a session: shoppers without one need not get a 401
 * on every page.
 */
const HINT = 'souk-session';
const KEY = ['session'];

/** A guest has a cart too, so it is not private, but it changes hands. */
export const CART_KEY = ['cart'];
const otherCart = () => void queryClient.resetQueries({ queryKey: CART_KEY });

/** Where this tab keeps what was entered at the checkout. */
export const CHECKOUT_DRAFT = 'souk-checkout';

export type SessionNews = 'signed-in' | 'signed-out';
const otherTabs = new BroadcastChannel('souk-session');

/** Called when the session begins or ends in another tab. */
export function onSessionNews(heard: (news: SessionNews) => void): () => void {
  const listener = ({ data }: MessageEvent<SessionNews>) => heard(data);
  otherTabs.addEventListener('message', listener);
  return () => otherTabs.removeEventListener('message', listener);
}

/** The current session; null without one. */
export const sessionQuery = queryOptions({
  queryKey: KEY,
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<Session | null> => {
    if (localStorage.getItem(HINT) === null) return null;
    const response = await fetch('/api/session', { signal });
    if (response.ok) return (await response.json()) as Session;
    if (response.status !== 401)
      throw new TypeError('The session could not be read');
    localStorage.removeItem(HINT);
    return null;
  },
});

export const currentSession = (): Session | null | undefined =>
  queryClient.getQueryData<Session | null>(KEY);

export function sessionBegan(session: Session): void {
  localStorage.setItem(HINT, session.role);
  queryClient.setQueryData(KEY, session);
  otherCart();
  otherTabs.postMessage('signed-in' satisfies SessionNews);
}

/** Shows the session with the new name and address of its owner. */
export function personChanged({ id, name, email }: Person): void {
  queryClient.setQueryData<Session | null>(KEY, (session) =>
    session?.customer?.id === id
      ? { ...session, customer: { id, name, email } }
      : session,
  );
}

let destination: string | undefined;

/** Where to go after the session has ended, if set; cleared on arrival. */
export const destinationAfterSession = (): string | undefined => destination;
export const forgetDestination = (): void => void (destination = undefined);

/** Clears the session's data in this tab and, with `tell`, in the others. */
export function sessionEnded({
  tell,
  to,
}: {
  tell: boolean;
  to: string;
}): void {
  destination = to;
  localStorage.removeItem(HINT);
  sessionStorage.removeItem(CHECKOUT_DRAFT);
  queryClient.removeQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'own',
  });
  queryClient.setQueryData(KEY, null);
  otherCart();
  if (tell) otherTabs.postMessage('signed-out' satisfies SessionNews);
}
