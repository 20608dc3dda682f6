import type { RowNote } from './report';

const SHOWN = 20;

/** Problems by line. */
export function Notes({
  title,
  rows,
  tone,
}: {
  title: string;
  rows: readonly RowNote[];
  tone: 'bad' | 'warn';
}) {
  if (rows.length === 0) return null;
  return (
    <div>
      <h2
        className={`mb-2 font-sans text-base font-medium ${tone === 'bad' ? 'text-bad' : 'text-warn'}`}
      >
        {title}
      </h2>
      <ul className="space-y-1 text-sm">
        {rows.slice(0, SHOWN).map(({ line, reason }, n) => (
          <li key={n}>
            <span className="text-quiet">Line {line}:</span> <bdi>{reason}</bdi>
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && (
        <p className="mt-1 text-sm text-quiet">
          and {rows.length - SHOWN} more
        </p>
      )}
    </div>
  );
}
