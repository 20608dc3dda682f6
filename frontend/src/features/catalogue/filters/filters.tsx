import { useId, type ReactNode } from 'react';
import { PriceFilter } from './price-filter';
import type { Facets } from '../query/queries';
import type { ShopQuery } from '../query/shop-query';

interface FiltersProps {
  query: ShopQuery;
  facets: Facets;
  onChange: (change: {
    [K in keyof ShopQuery]?: ShopQuery[K] | undefined;
  }) => void;
}

/** Long lists show the largest counts only; the search finds the rest. */
const MOST = 12;

export function Filters({ query, facets, onChange }: FiltersProps) {
  const { categories, vendors, price, inStock } = facets;
  const more = facets.capped ? '+' : '';
  return (
    <div className="space-y-8">
      <Choices
        title="Category"
        chosen={query.category}
        choices={categories.map(({ name, count }) => ({
          value: name,
          words: name,
          count: `${count}${more}`,
        }))}
        onChange={(category) => onChange({ category })}
      />
      {price && price.min < price.max && (
        <Group title="Price">
          <PriceFilter price={price} chosen={query} onChange={onChange} />
        </Group>
      )}
      <Group title="Stock">
        <label className="flex min-h-8 items-center gap-3 text-sm">
          <input
            type="checkbox"
            checked={query.inStockOnly ?? false}
            onChange={(event) =>
              onChange({ inStockOnly: event.target.checked ? true : undefined })
            }
            className="size-4.5 accent-accent"
          />
          <span className="flex-1">In stock only</span>
          <span className="text-quiet">
            {inStock}
            {more}
          </span>
        </label>
      </Group>
      <Choices
        title="Maker"
        chosen={query.vendorId}
        choices={vendors.map(({ id, name, count }) => ({
          value: id,
          words: name,
          count: `${count}${more}`,
        }))}
        onChange={(vendorId) => onChange({ vendorId })}
      />
    </div>
  );
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset>
    <legend className="mb-3 text-sm font-medium">{title}</legend>
    {children}
  </fieldset>
);

interface ChoicesProps {
  title: string;
  choices: { value: string; words: string; count: string }[];
  chosen: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Choices({ title, choices, chosen, onChange }: ChoicesProps) {
  const name = useId();
  const shown = choices.filter(({ value }, n) => n < MOST || value === chosen);
  if (shown.length === 0) return null;
  const all = { value: undefined, words: 'All', count: '' };
  return (
    <Group title={title}>
      {[all, ...shown].map(({ value, words, count }) => (
        <label
          key={value ?? ''}
          className="flex min-h-8 items-center gap-3 py-0.5 text-sm"
        >
          <input
            type="radio"
            name={name}
            checked={chosen === value}
            onChange={() => onChange(value)}
            className="size-4.5 shrink-0 accent-accent"
          />
          <span className="line-clamp-2 flex-1" dir="auto">
            {words}
          </span>
          <span className="text-quiet">{count}</span>
        </label>
      ))}
    </Group>
  );
}
