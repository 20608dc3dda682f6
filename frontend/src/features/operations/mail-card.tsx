import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { mailQuery, MAILS, resend, type Mail } from './queries';

const when = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const Time = ({ at }: { at: string }) => (
  <time dateTime={at}>{when.format(new Date(at))}</time>
);

export function MailCard({ mail }: { mail: Mail }) {
  const { id, template, owner, accountId, attempts, problem } = mail;
  const [open, setOpen] = useState(false);
  return (
    <article
      aria-label={`${template} to ${accountId}`}
      className="rounded-xl border border-line bg-surface p-5"
    >
      <h2 className="font-sans text-base font-medium">{template}</h2>
      <p className="text-sm text-quiet">
        {owner} · <code className="select-all">{accountId}</code> ·{' '}
        <Time at={mail.receivedAt} />
      </p>
      {problem !== null && <p className="mt-3 text-sm text-bad">{problem}</p>}
      {mail.nextTryAt !== null && (
        <p className="mt-3 text-sm">
          Tried {attempts} times, next <Time at={mail.nextTryAt} />
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-3">
        {mail.state === 'kept' && (
          <Button
            size="sm"
            look="outline"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            Read
          </Button>
        )}
        <Resend id={id} waiting={mail.state === 'waiting'} />
      </div>
      {open && <Message id={id} />}
    </article>
  );
}

function Resend({ id, waiting }: { id: string; waiting: boolean }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => resend(id),
    onSettled: () => client.invalidateQueries({ queryKey: MAILS }),
  });
  return (
    <>
      <Button
        size="sm"
        look="ghost"
        disabled={again.isPending}
        onClick={() => again.mutate()}
      >
        {waiting ? 'Try now' : 'Send again'}
      </Button>
      {again.isError && <ProblemNote error={again.error} />}
    </>
  );
}

function Message({ id }: { id: string }) {
  const mail = useQuery(mailQuery(id));
  if (mail.isError)
    return (
      <div className="mt-4">
        <ProblemNote error={mail.error} retry={() => void mail.refetch()} />
      </div>
    );
  if (!mail.data) return <Skeleton className="mt-4 h-32 w-full" />;
  const { message } = mail.data;
  if (!message)
    return (
      <p className="mt-4 text-sm">
        Its account is gone, or its link has expired.
      </p>
    );
  return (
    <div className="mt-4 rounded-lg bg-sunken p-4 text-sm">
      <p className="break-all text-quiet">To {message.to}</p>
      <p className="mt-1 font-medium">{message.subject}</p>
      <p className="mt-3 break-words whitespace-pre-wrap">
        <WithLinks text={message.text} />
      </p>
    </div>
  );
}

const LINK = /(https?:\/\/\S+)/;

/** Text in which what looks like an address can be followed. */
const WithLinks = ({ text }: { text: string }) =>
  text.split(LINK).map((part, n) =>
    n % 2 === 1 ? (
      <a key={n} href={part} className="underline" rel="noreferrer">
        {part}
      </a>
    ) : (
      <Fragment key={n}>{part}</Fragment>
    ),
  );
