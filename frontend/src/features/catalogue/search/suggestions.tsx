import type { Schemas } from '../../../lib/api';

export type Suggestion = Schemas['SuggestionList']['items'][number];

const KINDS = { product: '', category: 'Category', vendor: 'Maker' };

/** The page a suggestion leads to. */
export function pathOf({ kind, text, id }: Suggestion): string {
  if (kind === 'product' && id !== undefined) return `/products/${id}`;
  if (kind === 'vendor' && id !== undefined) return `/vendors/${id}`;
  const params = new URLSearchParams([
    [kind === 'category' ? 'category' : 'q', text],
  ]);
  return `/products?${params.toString()}`;
}

interface SuggestionListProps {
  id: string;
  items: readonly Suggestion[];
  active: number;
  onChoose: (item: Suggestion) => void;
}

export const SuggestionList = ({
  id,
  items,
  active,
  onChoose,
}: SuggestionListProps) => (
  <ul
    id={id}
    role="listbox"
    aria-label="Suggestions"
    className="appear absolute inset-x-0 top-full z-40 mt-2 overflow-hidden rounded-2xl border border-line bg-surface py-2 shadow-xl"
  >
    {items.map((item, n) => (
      <li
        key={`${item.kind} ${item.id ?? item.text}`}
        id={`${id}-${n}`}
        role="option"
        aria-selected={n === active}
        // Otherwise the input would lose the focus, and the list would close
        // before the click.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => onChoose(item)}
        className="flex cursor-pointer items-baseline justify-between gap-4 px-5 py-2 hover:bg-sunken aria-selected:bg-sunken"
      >
        <span className="line-clamp-1" dir="auto">
          {item.text}
        </span>
        <span className="text-xs text-quiet">{KINDS[item.kind]}</span>
      </li>
    ))}
  </ul>
);
