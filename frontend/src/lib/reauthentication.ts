import { useSyncExternalStore } from 'react';

/**
 * A session that ended under somebody's hands. Calls that were refused wait
 * here until the dialog has signed in again, and are then sent once more, so
 * that nothing in a form is lost.
 */
let waiting: ((again: boolean) => void)[] = [];
/**
 * Dialogs that could sign in again; without one a refused call is refused at
 * once.
 */
let attended = 0;
const listeners = new Set<() => void>();

/** Resolves once the session goes on (true) or was given up (false). */
export function untilSignedInAgain(): Promise<boolean> {
  if (attended === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    waiting = [...waiting, resolve];
    listeners.forEach((tell) => tell());
  });
}

/** Lets those who wait go on, or go away. */
export function finishReauthentication(again: boolean): void {
  const all = waiting;
  waiting = [];
  all.forEach((go) => go(again));
  listeners.forEach((tell) => tell());
}

function subscribe(changed: () => void): () => void {
  attended += 1;
  listeners.add(changed);
  return () => {
    attended -= 1;
    listeners.delete(changed);
  };
}

/** Whether somebody has to sign in again. Who calls it takes on to ask them. */
export const useReauthentication = (): boolean =>
  useSyncExternalStore(subscribe, () => waiting.length > 0);
