import { TraceId } from '@souk/contracts/marketplace/traces';
import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { useTitle } from '../../lib/title';
import { traceQuery, type Trace } from './queries';
import { formatDuration, waterfall, type Bar } from './waterfall';

export function Component() {
  useTitle('Traces');
  const { id = '' } = useParams();
  const trace = useQuery(traceQuery(id));
  return (
    <>
      <h1 className="text-4xl">Traces</h1>
      <IdForm key={id} id={id} />
      <div className="mt-8">
        {trace.isError && (
          <ProblemNote error={trace.error} retry={() => void trace.refetch()} />
        )}
        {id !== '' && trace.isPending && <Skeleton className="h-64 w-full" />}
        {trace.data && <Waterfall trace={trace.data} />}
      </div>
    </>
  );
}

function IdForm({ id }: { id: string }) {
  const navigate = useNavigate();
  const [text, setText] = useState(id);
  const [wrong, setWrong] = useState<string>();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const parsed = TraceId.safeParse(text.trim().toLowerCase());
    setWrong(parsed.error?.issues[0]?.message);
    if (parsed.success) void navigate(`/operator/traces/${parsed.data}`);
  };
  return (
    <form onSubmit={submit} className="mt-6 flex max-w-2xl items-start gap-3">
      <Field
        label="Trace id"
        hint="The reference of an error, or the x-trace-id header of any response."
        error={wrong}
        className="flex-1"
      >
        {(control) => (
          <Input
            {...control}
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
          />
        )}
      </Field>
      <Button type="submit" className="mt-6.5">
        Show
      </Button>
    </form>
  );
}

function Waterfall({ trace }: { trace: Trace }) {
  const { bars, totalUs } = waterfall(trace.spans);
  if (bars.length === 0) return <Empty title="This trace is no longer kept" />;
  return (
    <section aria-label="Waterfall">
      <p className="mb-4 text-quiet">
        {bars.length} spans, {formatDuration(totalUs)}
      </p>
      <div
        tabIndex={0}
        role="group"
        aria-label="Spans"
        className="overflow-x-auto rounded-xl border border-line bg-surface"
      >
        <ol className="min-w-180 divide-y divide-line/60 text-sm">
          {bars.map((bar) => (
            <SpanRow key={bar.spanId} bar={bar} />
          ))}
        </ol>
      </div>
    </section>
  );
}

const SpanRow = ({ bar }: { bar: Bar }) => (
  <li className="grid grid-cols-[minmax(18rem,2fr)_3fr] items-center gap-4 px-4 py-1.5">
    <span
      className="min-w-0"
      style={{ paddingLeft: `${Math.min(bar.depth, 12) * 0.9}rem` }}
    >
      <span className="block truncate" title={bar.name} dir="auto">
        {bar.name}
      </span>
      <span className="text-xs text-quiet">
        {bar.service}
        {bar.httpStatus !== null && ` · ${bar.httpStatus}`}
        {bar.error !== null && (
          <span className="text-bad"> · {bar.error || 'failed'}</span>
        )}
      </span>
    </span>
    <span className="flex items-center gap-2">
      <span aria-hidden className="relative h-3 flex-1 rounded-sm bg-sunken">
        <span
          className={`absolute inset-y-0 rounded-sm ${bar.error === null ? 'bg-accent' : 'bg-bad'}`}
          style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
        />
      </span>
      <span className="w-18 text-right text-xs text-quiet">
        {formatDuration(bar.durationUs)}
      </span>
    </span>
  </li>
);
