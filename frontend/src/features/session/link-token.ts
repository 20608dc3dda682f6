import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * The token of a mailed link; empty without one. It leaves the address at once,
 * which others may see or copy, and stays in the state of the history entry, so
 * that a reload keeps it.
 */
export function useLinkToken(): string {
  const { pathname, search, state } = useLocation() as {
    pathname: string;
    search: string;
    state: { token?: string } | null;
  };
  const navigate = useNavigate();
  const token = new URLSearchParams(search).get('token');
  useEffect(() => {
    if (token !== null)
      void navigate(pathname, { replace: true, state: { token } });
  }, [navigate, pathname, token]);
  return token ?? state?.token ?? '';
}
