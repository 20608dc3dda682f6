import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams, type SetURLSearchParams } from 'react-router';
import { useTitle } from '../../lib/title';
import { FilterPanel, FilterSheet } from './filters/filter-panel';
import { facetsQuery } from './query/queries';
import { Results } from './results/results';
import {
  readShopQuery,
  writeShopQuery,
  type ShopQuery,
} from './query/shop-query';
import { SortBox } from './filters/sort-box';

type Change = { [K in keyof ShopQuery]?: ShopQuery[K] | undefined };

export function Component() {
  const [params, setParams] = useSearchParams();
  const { query, change } = useListingQuery(params, setParams);
  const heading = headingOf(query);
  useTitle(heading);
  return (
    <div className="wrap pt-8 lg:pt-12">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div>
          <h1 className="text-4xl sm:text-5xl" dir="auto">
            {heading}
          </h1>
          <Total query={query} />
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <FilterSheet query={query} onChange={change} />
          <SortBox value={query.sort} onChange={(sort) => change({ sort })} />
        </div>
      </div>
      <div className="mt-8 grid gap-x-12 lg:grid-cols-[15rem_1fr]">
        <aside aria-label="Filters" className="hidden lg:block">
          <FilterPanel query={query} onChange={change} />
        </aside>
        <Results query={query} pages={Number(params.get('pages')) || 1} />
      </div>
    </div>
  );
}

/**
 * The query in the URL, or at once the one being navigated to: a ticked box
 * must not wait for the navigation.
 */
function useListingQuery(
  params: URLSearchParams,
  setParams: SetURLSearchParams,
) {
  const current = params.toString();
  const [pending, setPending] = useState<{ from: string; query: ShopQuery }>();
  // After the navigation the URL alone counts again; otherwise going back would
  // find the pending query.
  if (pending && pending.from !== current) setPending(undefined);
  const query =
    pending?.from === current ? pending.query : readShopQuery(params);
  const change = (next: Change) => {
    const address = writeShopQuery({ ...query, ...next });
    setPending({ from: current, query: readShopQuery(address) });
    setParams(address, { preventScrollReset: true });
  };
  return { query, change };
}

const headingOf = ({ q, category }: ShopQuery): string =>
  q === undefined ? (category ?? 'Everything') : `“${q}”`;

function Total({ query }: { query: ShopQuery }) {
  const { data } = useQuery(facetsQuery(query));
  return (
    <p aria-live="polite" className="mt-1 min-h-6 text-quiet">
      {data &&
        `${data.total}${data.capped ? '+' : ''} ${data.total === 1 ? 'product' : 'products'}`}
    </p>
  );
}
