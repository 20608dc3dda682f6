import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { DEAD_LETTERS, drop, replay, type DeadLetter } from './queries';

const when = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'medium',
});

export function LetterCard({ letter }: { letter: DeadLetter }) {
  const { id, topic, app, eventId, receivedAt, lastProblem, event } = letter;
  return (
    <article
      aria-label={topic}
      className="rounded-xl border border-line bg-surface p-5"
    >
      <h2 className="font-sans text-base font-medium">{topic}</h2>
      <p className="text-sm text-quiet">
        to {app} ·{' '}
        <time dateTime={receivedAt}>{when.format(new Date(receivedAt))}</time>
      </p>
      <p className="text-xs text-quiet">
        Event <code className="select-all">{eventId}</code>
      </p>
      {lastProblem !== null && (
        <p className="mt-3 text-sm text-bad" dir="auto">
          {lastProblem}
        </p>
      )}
      <Outcome letter={letter} />
      {letter.replayedAt === null && letter.dropped === null && (
        <Actions id={id} />
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

function Outcome({ letter: { replayedAt, dropped } }: { letter: DeadLetter }) {
  if (dropped)
    return (
      <p className="mt-3 text-sm" dir="auto">
        Dropped by {dropped.by}, {when.format(new Date(dropped.at))}:{' '}
        {dropped.reason}
      </p>
    );
  if (replayedAt === null) return null;
  return (
    <p className="mt-3 text-sm">Replayed {when.format(new Date(replayedAt))}</p>
  );
}

function Actions({ id }: { id: string }) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: DEAD_LETTERS });
  const again = useMutation({ mutationFn: () => replay(id), onSettled });
  const dropping = useMutation({
    mutationFn: (reason: string) => drop(id, reason),
    onSettled,
  });
  const [asking, setAsking] = useState(false);
  const busy = again.isPending || dropping.isPending;
  const error = again.error ?? dropping.error;
  return (
    <>
      <div className="mt-4 flex gap-3">
        <Button
          size="sm"
          look="outline"
          disabled={busy}
          onClick={() => again.mutate()}
        >
          {again.isPending ? 'Replaying…' : 'Replay'}
        </Button>
        <Button
          size="sm"
          look="ghost"
          disabled={busy}
          aria-expanded={asking}
          onClick={() => setAsking(!asking)}
        >
          Drop
        </Button>
      </div>
      {asking && (
        <ReasonForm
          busy={busy}
          onReason={(reason) => dropping.mutate(reason)}
        />
      )}
      {error && (
        <div className="mt-3">
          <ProblemNote error={error} />
        </div>
      )}
    </>
  );
}

function ReasonForm({
  busy,
  onReason,
}: {
  busy: boolean;
  onReason: (reason: string) => void;
}) {
  const [reason, setReason] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onReason(reason.trim());
  };
  return (
    <form onSubmit={submit} className="mt-4 flex items-end gap-3">
      <Field
        label="Reason"
        hint="Kept with the event, with your name and the time."
        className="flex-1"
      >
        {(control) => (
          <Input
            {...control}
            required
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Button
        type="submit"
        size="sm"
        look="danger"
        className="mb-7"
        disabled={busy || reason.trim() === ''}
      >
        Drop this event
      </Button>
    </form>
  );
}
