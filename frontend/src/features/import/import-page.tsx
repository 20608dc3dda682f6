import type { ReadFile } from '@souk/shopify/import-products';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { Select } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { ProblemError } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { DropZone } from './drop-zone';
import { Preview } from './preview';
import { Report } from './report-view';
import { useImport } from './use-import';

const CURRENCIES = Intl.supportedValuesOf('currency');

/** Choose a file, preview it, import it, see what failed. */
export function Component() {
  useTitle('Import');
  const [currency, setCurrency] = useState('EUR');
  const [file, setFile] = useState<{ name: string; bytes: Uint8Array }>();
  const [read, setRead] = useState<ReadFile>();
  const [failure, setFailure] = useState<string>();
  const run = useImport();

  useEffect(() => {
    if (!file) return;
    let current = true;
    // The parser is loaded when a file is chosen.
    import('@souk/shopify/import-products')
      .then(({ readExport }) => readExport(file.bytes, currency))
      .then(
        (drafts) => current && setRead(drafts),
        (err: unknown) =>
          current &&
          setFailure(
            err instanceof Error ? err.message : 'The file cannot be read',
          ),
      );
    return () => void (current = false);
  }, [file, currency]);

  const choose = async (chosen: File) => {
    run.reset();
    setRead(undefined);
    setFailure(undefined);
    setFile({
      name: chosen.name,
      bytes: new Uint8Array(await chosen.arrayBuffer()),
    });
  };
  return (
    <div className="max-w-4xl">
      <h1 className="text-4xl">Import</h1>
      <p className="mt-2 text-quiet">
        A product export from Shopify, as it is. Importing it again changes only
        what differs.
      </p>
      <div className="mt-8 space-y-8">
        {run.state === 'idle' && (
          <DropZone
            onFile={(chosen) => void choose(chosen)}
            name={file?.name}
          />
        )}
        {failure !== undefined && (
          <ProblemNote
            error={
              new ProblemError(422, {
                title: 'This file cannot be imported',
                detail: failure,
              })
            }
          />
        )}
        {read && run.state === 'idle' && (
          <>
            <Preview read={read} />
            <div className="flex flex-wrap items-center gap-4">
              <label className="flex items-center gap-3 text-sm">
                Prices are in
                <Select
                  value={currency}
                  onChange={(event) => setCurrency(event.target.value)}
                  className="w-auto"
                >
                  {CURRENCIES.map((code) => (
                    <option key={code}>{code}</option>
                  ))}
                </Select>
              </label>
              <Button
                disabled={read.drafts.length === 0}
                onClick={() => void run.start(read)}
              >
                Import {read.drafts.length}{' '}
                {read.drafts.length === 1 ? 'product' : 'products'}
              </Button>
            </div>
          </>
        )}
        {run.state === 'running' && (
          <Progress done={run.done} total={run.total} stop={run.stop} />
        )}
        {run.error !== undefined && (
          <ProblemNote
            error={run.error}
            retry={() => read && void run.start(read)}
          />
        )}
        {run.summary && (
          <>
            <Report summary={run.summary} />
            <div className="flex gap-3">
              <Button asChild>
                <Link to="/console/products">View products</Link>
              </Button>
              <Button look="outline" onClick={run.reset}>
                Import another file
              </Button>
            </div>
          </>
        )}
      </div>
    </div>
  );
}

const Progress = ({
  done,
  total,
  stop,
}: {
  done: number;
  total: number;
  stop: () => void;
}) => (
  <div>
    <label className="mb-2 block" htmlFor="progress" aria-live="polite">
      {done} of {total} products
    </label>
    <progress
      id="progress"
      value={done}
      max={total}
      className="h-2.5 w-full accent-accent"
    />
    <Button look="outline" size="sm" className="mt-4" onClick={stop}>
      Stop
    </Button>
  </div>
);
