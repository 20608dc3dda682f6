import { useEffect } from 'react';

/** The title of the tab; screen readers say it after each navigation. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined)
      document.title = title === '' ? 'Souk' : `${title} · Souk`;
  }, [title]);
}
