import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const root = document.documentElement;
const current = (): Theme =>
  root.dataset['theme'] === 'dark' ? 'dark' : 'light';

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(root, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, current);

export function chooseTheme(theme: Theme): void {
  root.dataset['theme'] = theme;
  try {
    localStorage.setItem('souk-theme', theme);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}
