import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { isProblem } from '../../lib/problem';
import { queryClient } from '../../lib/query-client';
import type { UserRole } from '../session/entrances';
import {
  endOtherSessions,
  endSession,
  sessionsQuery,
  type OpenSession,
} from './queries';
import { Section } from './section';

const when = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
});

export function SessionsSection({ role }: { role: UserRole }) {
  const sessions = useQuery(sessionsQuery(role));
  return (
    <Section
      title="Where you are signed in"
      lead="End what you do not recognise, and change your password."
    >
      {sessions.data ? (
        <Sessions role={role} items={sessions.data.items} />
      ) : sessions.isError ? (
        <ProblemNote
          error={sessions.error}
          retry={() => void sessions.refetch()}
        />
      ) : (
        <Skeleton className="h-20 w-full" round="rounded-xl" />
      )}
    </Section>
  );
}

function Sessions({ role, items }: { role: UserRole; items: OpenSession[] }) {
  const list = useRef<HTMLUListElement>(null);
  const end = useMutation({
    mutationFn: (ended: OpenSession | 'others') =>
      ended === 'others'
        ? endOtherSessions(role)
        : endSession(role, ended.id).catch((err: unknown) => {
            if (!isProblem(err, 'session-not-found')) throw err;
          }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(sessionsQuery(role));
      // The button that had the focus is gone with its session.
      list.current?.focus();
    },
  });
  return (
    <>
      {end.isError && <ProblemNote error={end.error} />}
      <ul
        ref={list}
        tabIndex={-1}
        aria-label="Sessions"
        className="divide-y divide-line rounded-xl border border-line bg-surface outline-none"
      >
        {items.map((session) => (
          <li
            key={session.id}
            className="flex items-center justify-between gap-4 px-5 py-4"
          >
            <Words session={session} />
            {!session.current && (
              <Button
                look="outline"
                size="sm"
                aria-label={`End the session: ${nameOf(session)}`}
                disabled={end.isPending}
                onClick={() => end.mutate(session)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-3">
        {items.some(({ current }) => !current) && (
          <Button
            look="outline"
            disabled={end.isPending}
            onClick={() => end.mutate('others')}
          >
            End all others
          </Button>
        )}
        <p role="status" className="text-sm text-good">
          {end.isSuccess &&
            (end.variables === 'others'
              ? 'Every other session has ended.'
              : `The session has ended: ${nameOf(end.variables)}.`)}
        </p>
      </div>
    </>
  );
}

const nameOf = ({ device }: OpenSession) => device ?? 'an unknown device';

const Words = ({ session }: { session: OpenSession }) => (
  <div className="min-w-0">
    <p className="font-medium first-letter:uppercase">{nameOf(session)}</p>
    <p className="text-sm text-quiet">
      {session.current && <span className="text-good">This device · </span>}
      Since{' '}
      <time dateTime={session.createdAt}>
        {when.format(new Date(session.createdAt))}
      </time>
    </p>
  </div>
);
