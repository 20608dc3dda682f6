import { useSyncExternalStore } from 'react';

/**
 * For a session that ends while the page is in use. Refused calls wait here
 * until the user has signed in again, and are then retried, so that nothing in
 * a form is lost.
 */
let waiting: ((again: boolean) => void)[] = [];
/**
 * How many dialogs can ask the user to sign in; with none, a refused call fails
 * at once.
 */
let dialogs = 0;
const listeners = new Set<() => void>();

/** Resolves to true after signing in, to false when the user gives up. */
export function waitForReauthentication(): Promise<boolean> {
  if (dialogs === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    waiting = [...waiting, resolve];
    listeners.forEach((tell) => tell());
  });
}

/** Settles all waiting calls. */
export function finishReauthentication(again: boolean): void {
  const all = waiting;
  waiting = [];
  all.forEach((go) => go(again));
  listeners.forEach((tell) => tell());
}

function subscribe(changed: () => void): () => void {
  dialogs += 1;
  listeners.add(changed);
  return () => {
    dialogs -= 1;
    listeners.delete(changed);
  };
}

/** Whether the user has to sign in again. The caller must show the dialog. */
export const useReauthentication = (): boolean =>
  useSyncExternalStore(subscribe, () => waiting.length > 0);
