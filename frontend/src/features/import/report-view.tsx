import type { ImportSummary } from '@souk/shopify/import-products';
import { Button } from '../../components/ui/button';
import { download } from '../../lib/download';
import { Notes } from './notes';
import { reportCsv } from './report';

const COUNTS = [
  'created',
  'updated',
  'unchanged',
  'skipped',
  'failed',
] as const;

export function Report({ summary }: { summary: ImportSummary }) {
  const { problems, warnings } = summary;
  return (
    <section aria-label="Report" role="status" className="space-y-6">
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-5">
        {COUNTS.map((what) => (
          <div
            key={what}
            className="rounded-xl border border-line bg-surface p-4"
          >
            <dt className="text-sm text-quiet">{what}</dt>
            <dd className="font-serif text-4xl">{summary[what]}</dd>
          </div>
        ))}
      </dl>
      <Notes title="Bad rows" rows={problems} tone="bad" />
      <Notes title="Imported with changes" rows={warnings} tone="warn" />
      {problems.length > 0 && (
        <Button
          look="outline"
          onClick={() => download('bad-rows.csv', csvFile(reportCsv(problems)))}
        >
          Download bad rows
        </Button>
      )}
    </section>
  );
}

const csvFile = (text: string) =>
  new Blob([text], { type: 'text/csv;charset=utf-8' });
