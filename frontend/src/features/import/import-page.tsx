import { CURRENCIES } from '@souk/contracts/currencies';
import type { ImportSummary, ReadFile } from '@souk/shopify/import-products';
import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { Select } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { ProblemError } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { DropZone } from './drop-zone';
import { Preview } from './preview';
import { Report } from './report-view';
import { useExportFile } from './use-export-file';
import { useImport } from './use-import';

/** Choose a file, preview it, import it, see what failed. */
export function Component() {
  useTitle('Import');
  const [currency, setCurrency] = useState('EUR');
  const { name, read, failure, choose } = useExportFile(currency);
  const run = useImport();
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
            onFile={(chosen) => {
              run.reset();
              void choose(chosen);
            }}
            name={name}
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
          <ReadyToImport
            read={read}
            currency={currency}
            onCurrency={setCurrency}
            onStart={() => void run.start(read)}
          />
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
        {run.summary && <Done summary={run.summary} onAgain={run.reset} />}
      </div>
    </div>
  );
}

interface ReadyToImportProps {
  read: ReadFile;
  currency: string;
  onCurrency: (currency: string) => void;
  onStart: () => void;
}

const ReadyToImport = ({
  read,
  currency,
  onCurrency,
  onStart,
}: ReadyToImportProps) => (
  <>
    <Preview read={read} />
    <div className="flex flex-wrap items-center gap-4">
      <label className="flex items-center gap-3 text-sm">
        Prices are in
        <Select
          value={currency}
          onChange={(event) => onCurrency(event.target.value)}
          className="w-auto"
        >
          {CURRENCIES.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </Select>
      </label>
      <Button disabled={read.drafts.length === 0} onClick={onStart}>
        Import {read.drafts.length}{' '}
        {read.drafts.length === 1 ? 'product' : 'products'}
      </Button>
    </div>
  </>
);

const Done = ({
  summary,
  onAgain,
}: {
  summary: ImportSummary;
  onAgain: () => void;
}) => (
  <>
    <Report summary={summary} />
    <div className="flex gap-3">
      <Button asChild>
        <Link to="/console/products">View products</Link>
      </Button>
      <Button look="outline" onClick={onAgain}>
        Import another file
      </Button>
    </div>
  </>
);

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
