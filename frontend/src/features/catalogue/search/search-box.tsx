import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import {
  useId,
  useState,
  type KeyboardEvent,
  type SyntheticEvent,
} from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { suggestionsQuery } from '../query/queries';
import { pathOf, SuggestionList } from './suggestions';
import { useDebounced } from '../../../lib/use-debounced';

/**
 * Searches the whole shop and suggests products, categories and makers while
 * typing (an ARIA combobox).
 */
export function SearchBox() {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  /**
   * The text being typed; undefined until then, when the URL's query is shown.
   */
  const [draft, setDraft] = useState<string>();
  const text = draft ?? params.get('q') ?? '';
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const listId = useId();
  const items = useSuggestions(text.trim(), open);
  const shown = open && items.length > 0;

  const go = (place: string) => {
    setOpen(false);
    setActive(-1);
    setDraft(undefined);
    void navigate(place);
  };
  const search = (event: SyntheticEvent) => {
    event.preventDefault();
    const chosen = shown ? items[active] : undefined;
    go(chosen ? pathOf(chosen) : listPath(text.trim()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') setOpen(false);
    if (step === undefined || items.length === 0) return;
    event.preventDefault();
    setOpen(true);
    // −1 is the input itself, which follows the last suggestion.
    setActive(
      (now) => ((now + 1 + step + items.length + 1) % (items.length + 1)) - 1,
    );
  };
  return (
    <form role="search" onSubmit={search} className="relative">
      <Search
        aria-hidden
        size={17}
        className="pointer-events-none absolute top-1/2 left-4 -translate-y-1/2 text-quiet"
      />
      <input
        type="search"
        dir="auto"
        role="combobox"
        aria-label="Search products"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={listId}
        aria-activedescendant={
          shown && active >= 0 ? `${listId}-${active}` : undefined
        }
        autoComplete="off"
        placeholder="Search products"
        maxLength={200}
        value={text}
        onChange={(event) => {
          setDraft(event.target.value);
          setActive(-1);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
        className="h-11 w-full rounded-full border border-edge bg-surface pr-4 pl-11 placeholder:text-quiet"
      />
      {shown && (
        <SuggestionList
          id={listId}
          items={items}
          active={active}
          onChoose={(item) => go(pathOf(item))}
        />
      )}
    </form>
  );
}

function useSuggestions(text: string, enabled: boolean) {
  const query = useDebounced(text, 150);
  const { data } = useQuery({
    ...suggestionsQuery(query),
    enabled: enabled && query.length >= 2,
  });
  return text.length >= 2 ? (data?.items ?? []) : [];
}

const listPath = (q: string): string =>
  q === '' ? '/products' : `/products?${new URLSearchParams({ q }).toString()}`;
