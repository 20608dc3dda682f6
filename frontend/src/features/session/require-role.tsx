import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { ProblemNote } from '../../components/ui/notice';
import { finishReauthentication } from '../../lib/reauthentication';
import { queryClient } from '../../lib/query-client';
import {
  forgetDestination,
  destinationAfterSession,
  onSessionNews,
  sessionEnded,
  sessionQuery,
  type Session,
} from '../../lib/session';
import { ENTRANCES } from './entrances';
import { SignInAgain } from './sign-in-again';

/**
 * Shows its children to users with this role; others are redirected to sign in
 * and back.
 */
export function RequireRole({
  role,
  children,
}: {
  role: Session['role'];
  children: ReactNode;
}) {
  const { pathname, search } = useLocation();
  const session = useQuery(sessionQuery);
  useOtherTabs(role);
  useEffect(() => forgetDestination, []);
  if (session.isPending) return <div className="min-h-dvh" aria-busy />;
  if (session.isError) {
    return (
      <div className="wrap max-w-xl py-20">
        <ProblemNote
          error={session.error}
          retry={() => void session.refetch()}
        />
      </div>
    );
  }
  if (session.data?.role !== role) {
    const signIn = `${ENTRANCES[role].signIn}?${new URLSearchParams({ to: pathname + search }).toString()}`;
    return <Navigate to={destinationAfterSession() ?? signIn} replace />;
  }
  return (
    <>
      {children}
      <SignInAgain session={session.data} />
    </>
  );
}

function useOtherTabs(role: Session['role']): void {
  useEffect(
    () =>
      onSessionNews((news) => {
        if (news === 'signed-in') {
          void queryClient
            .refetchQueries(sessionQuery)
            .then(() => finishReauthentication(true));
          return;
        }
        sessionEnded({
          tell: false,
          to: `${ENTRANCES[role].signIn}?why=signed-out`,
        });
        finishReauthentication(false);
      }),
    [role],
  );
}
