import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { useTitle } from '../../lib/title';
import { MailCard } from './mail-card';
import { mailsQuery, type MailState } from './queries';

const STATES: { state: MailState; words: string; none: string }[] = [
  {
    state: 'kept',
    words: 'Kept',
    none: 'Mails are kept where there is no mail server.',
  },
  { state: 'failed', words: 'Given up', none: 'None was given up.' },
  { state: 'waiting', words: 'Waiting', none: 'Every mail was tried.' },
  { state: 'sent', words: 'Sent', none: 'None was sent so far.' },
  {
    state: 'dropped',
    words: 'Dropped',
    none: 'None had lost its account or its link.',
  },
];

export function Component() {
  useTitle('Mails');
  const [shown, setShown] = useState<MailState>('kept');
  const mails = useInfiniteQuery(mailsQuery(shown));
  const pages = mails.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const counts = pages[0]?.counts;
  return (
    <>
      <h1 className="text-4xl">Mails</h1>
      <p className="mt-2 text-quiet">
        To accounts of vendors and customers. One that cannot be sent is tried
        again for a day and then given up; fix the cause, then send it again.
      </p>
      <div
        role="group"
        aria-label="State"
        className="mt-6 flex flex-wrap gap-2"
      >
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
        {mails.isError && (
          <ProblemNote error={mails.error} retry={() => void mails.refetch()} />
        )}
        {mails.isPending && <Skeleton className="h-32 w-full" />}
        {mails.data && items.length === 0 && (
          <Empty title="No mails">
            {STATES.find(({ state }) => state === shown)?.none}
          </Empty>
        )}
        {items.map((mail) => (
          <MailCard key={mail.id} mail={mail} />
        ))}
      </div>
      {mails.hasNextPage && (
        <div className="mt-8 text-center">
          <Button
            look="outline"
            disabled={mails.isFetchingNextPage}
            onClick={() => void mails.fetchNextPage()}
          >
            Show older
          </Button>
        </div>
      )}
    </>
  );
}
