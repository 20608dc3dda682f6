import { useEffect } from 'react';

/**
 * Sets the title of the tab, which screen readers announce after each
 * navigation.
 */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined)
      document.title = title === '' ? 'Souk' : `${title} · Souk`;
  }, [title]);
}
