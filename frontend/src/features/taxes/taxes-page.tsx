import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/ui/button';
import { Dialog } from '../../components/ui/dialog';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { countryName } from '../../lib/delivery/countries';
import { useTitle } from '../../lib/title';
import { taxesQuery, type PlaceRates } from './queries';
import { RatesEditor } from './rates-editor';

const NEW: PlaceRates = {
  place: '',
  version: 0,
  rates: [
    {
      taxClass: 'standard',
      percent: 0,
      from: new Date().toISOString().slice(0, 10),
    },
  ],
};

export function Component() {
  useTitle('Taxes');
  const taxes = useQuery(taxesQuery);
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<PlaceRates>();
  const wanted = search.trim().toLowerCase();
  const found = (taxes.data?.items ?? []).filter(({ place }) =>
    `${place} ${placeName(place)}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-4xl">Taxes</h1>
          <p className="mt-2 max-w-2xl text-quiet">
            {taxes.data?.pricesIncludeTax === false
              ? 'Prices are without tax, which is added at the checkout.'
              : 'Prices include tax.'}{' '}
            The rate of the place a parcel goes to counts.
          </p>
        </div>
        <Button onClick={() => setEdited(NEW)}>Add a place</Button>
      </div>
      {taxes.isError && (
        <ProblemNote error={taxes.error} retry={() => void taxes.refetch()} />
      )}
      {taxes.isPending && <Skeleton className="mt-6 h-40 w-full" />}
      {taxes.data && (
        <>
          <Field label="Search a place" className="mt-6 max-w-sm">
            {(control) => (
              <Input
                {...control}
                type="search"
                value={search}
                onChange={({ target }) => setSearch(target.value)}
              />
            )}
          </Field>
          <p role="status" className="mt-3 text-sm text-quiet">
            {found.length} of {taxes.data.items.length} places
          </p>
          <ul className="mt-3 divide-y divide-line rounded-xl border border-line bg-surface empty:hidden">
            {found.map((one) => (
              <Place key={one.place} of={one} edit={() => setEdited(one)} />
            ))}
          </ul>
        </>
      )}
      <Dialog
        title={edited === NEW ? 'Add a place' : placeName(edited?.place ?? '')}
        open={edited !== undefined}
        onClose={() => setEdited(undefined)}
      >
        {edited && (
          <RatesEditor
            of={edited}
            isNew={edited === NEW}
            done={() => setEdited(undefined)}
          />
        )}
      </Dialog>
    </>
  );
}

function Place({ of, edit }: { of: PlaceRates; edit: () => void }) {
  const name = placeName(of.place);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 py-3">
      <div>
        <p className="font-medium">
          {name} <span className="text-sm text-quiet">{of.place}</span>
        </p>
        <p className="text-sm text-quiet">{ratesText(of)}</p>
      </div>
      <Button
        look="outline"
        size="sm"
        aria-label={`Change ${name}`}
        onClick={edit}
      >
        Change
      </Button>
    </li>
  );
}

const placeName = (place: string): string => {
  const [country = '', region] = place.split('-');
  if (country === '') return '';
  const name = countryName(country);
  return region === undefined ? name : `${name}, ${region}`;
};

/** The rate of each class today, and whether it is that of the seed. */
function ratesText({ rates, version }: PlaceRates): string {
  const today = new Date().toISOString().slice(0, 10);
  const latest = [...rates]
    .filter(({ from }) => from <= today)
    .sort((a, b) => (a.from < b.from ? 1 : -1));
  const now = new Map<string, number>();
  for (const { taxClass, percent } of latest)
    if (!now.has(taxClass)) now.set(taxClass, percent);
  const words = [...now].map(
    ([taxClass, percent]) => `${taxClass} ${percent} %`,
  );
  const origin = version === 0 ? 'as delivered with Souk' : 'changed here';
  return `${words.join(', ') || 'no rate today'} (${origin})`;
}
