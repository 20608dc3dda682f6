import { useEffect, useRef } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';

/**
 * Around every page: restores the scroll position and moves the focus after a
 * navigation.
 */
export function Root() {
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current !== pathname)
      document.getElementById('main')?.focus({ preventScroll: true });
    last.current = pathname;
  }, [pathname]);
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}
