import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { useTitle } from '../../lib/title';
import { LetterCard } from './dead-letter-card';
import { deadLettersQuery, type LetterState } from './queries';

const STATES: { state: LetterState; words: string; none: string }[] = [
  { state: 'waiting', words: 'Waiting', none: 'Every event was processed.' },
  { state: 'replayed', words: 'Replayed', none: 'None was replayed so far.' },
  { state: 'dropped', words: 'Dropped', none: 'None was dropped so far.' },
];

export function Component() {
  useTitle('Dead letters');
  const [shown, setShown] = useState<LetterState>('waiting');
  const letters = useInfiniteQuery(deadLettersQuery(shown));
  const pages = letters.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const counts = pages[0]?.counts;
  return (
    <>
      <h1 className="text-4xl">Dead letters</h1>
      <p className="mt-2 text-quiet">
        Events that no handler could process. Fix the cause, then replay them;
        drop those that are not to be handled.
      </p>
      <div role="group" aria-label="State" className="mt-6 flex gap-2">
        {STATES.map(({ state, words }) => (
          <Button
            key={state}
            size="sm"
            look={state === shown ? 'primary' : 'outline'}
            aria-pressed={state === shown}
            onClick={() => setShown(state)}
          >
            {words}
            {counts && ` (${counts[state]})`}
          </Button>
        ))}
      </div>
      <div className="mt-8 space-y-4">
        {letters.isError && (
          <ProblemNote
            error={letters.error}
            retry={() => void letters.refetch()}
          />
        )}
        {letters.isPending && <Skeleton className="h-32 w-full" />}
        {letters.data && items.length === 0 && (
          <Empty title="No dead letters">
            {STATES.find(({ state }) => state === shown)?.none}
          </Empty>
        )}
        {items.map((letter) => (
          <LetterCard key={letter.id} letter={letter} />
        ))}
      </div>
      {letters.hasNextPage && (
        <div className="mt-8 text-center">
          <Button
            look="outline"
            disabled={letters.isFetchingNextPage}
            onClick={() => void letters.fetchNextPage()}
          >
            Show older
          </Button>
        </div>
      )}
    </>
  );
}
