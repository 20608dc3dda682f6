import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { useTitle } from '../../lib/title';
import { deadLettersQuery, replay, type DeadLetter } from './queries';

const when = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'medium',
});

export function Component() {
  useTitle('Dead letters');
  const letters = useQuery(deadLettersQuery);
  return (
    <>
      <h1 className="text-4xl">Dead letters</h1>
      <p className="mt-2 text-quiet">
        Events that no handler could process. Fix the cause, then replay them.
      </p>
      <div className="mt-8 space-y-4">
        {letters.isError && (
          <ProblemNote
            error={letters.error}
            retry={() => void letters.refetch()}
          />
        )}
        {letters.isPending && <Skeleton className="h-32 w-full" />}
        {letters.data?.items.length === 0 && (
          <Empty title="No dead letters">Every event was processed.</Empty>
        )}
        {letters.data?.items.map((letter) => (
          <Letter key={letter.id} letter={letter} />
        ))}
      </div>
    </>
  );
}

function Letter({ letter }: { letter: DeadLetter }) {
  const {
    id,
    topic,
    app,
    eventId,
    receivedAt,
    replayedAt,
    lastProblem,
    event,
  } = letter;
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => replay(id),
    onSettled: () =>
      client.invalidateQueries({ queryKey: deadLettersQuery.queryKey }),
  });
  return (
    <article
      aria-label={topic}
      className="rounded-xl border border-line bg-surface p-5"
    >
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 className="font-sans text-base font-medium">{topic}</h2>
          <p className="text-sm text-quiet">
            to {app} ·{' '}
            <time dateTime={receivedAt}>
              {when.format(new Date(receivedAt))}
            </time>
            {replayedAt !== null && ' · replayed'}
          </p>
          <p className="text-xs text-quiet">
            Event <code className="select-all">{eventId}</code>
          </p>
        </div>
        {replayedAt === null && (
          <Button
            size="sm"
            look="outline"
            disabled={again.isPending}
            onClick={() => again.mutate()}
          >
            {again.isPending ? 'Replaying…' : 'Replay'}
          </Button>
        )}
      </div>
      {lastProblem !== null && (
        <p className="mt-3 text-sm text-bad">{lastProblem}</p>
      )}
      {again.isError && (
        <div className="mt-3">
          <ProblemNote error={again.error} />
        </div>
      )}
      <details className="mt-3 text-sm">
        <summary className="text-quiet">The event</summary>
        <pre
          tabIndex={0}
          className="mt-2 max-h-80 overflow-auto rounded-lg bg-sunken p-4 text-xs whitespace-pre-wrap"
        >
          {JSON.stringify(event, null, 2)}
        </pre>
      </details>
    </article>
  );
}
