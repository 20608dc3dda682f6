import { useState } from 'react';
import { Button } from '../../components/ui/button';
import { Input } from '../../components/ui/field';
import { countries, countryName } from '../../lib/delivery/countries';
import type { MethodFormState } from './method-form';

/** The member states of the European Union, since 2020. */
const EU =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(
    ' ',
  );

/** The countries a method reaches, chosen one by one or many at once. */
export function CountriesField({
  form,
  chosen,
}: {
  form: MethodFormState;
  chosen: string[];
}) {
  const [search, setSearch] = useState('');
  const error = form.formState.errors.countries?.message;
  const set = (codes: string[]) =>
    form.setValue('countries', codes, {
      shouldDirty: true,
      shouldValidate: form.formState.isSubmitted,
    });
  const wanted = search.trim().toLowerCase();
  const found = countries.filter(({ name }) =>
    name.toLowerCase().includes(wanted),
  );
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Countries</legend>
      <p className="mb-2 line-clamp-3 text-sm text-quiet" aria-live="polite">
        {chosen.length === 0
          ? 'None chosen'
          : `${chosen.length} chosen: ${chosen.map(countryName).join(', ')}`}
      </p>
      <div className="mb-2 flex flex-wrap gap-2">
        <Button look="outline" size="sm" onClick={() => set(EU)}>
          European Union
        </Button>
        <Button
          look="outline"
          size="sm"
          onClick={() => set(countries.map(({ code }) => code))}
        >
          Everywhere
        </Button>
        <Button look="ghost" size="sm" onClick={() => set([])}>
          None
        </Button>
      </div>
      <Input
        type="search"
        aria-label="Search countries"
        placeholder="Search countries"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
        className="w-full"
      />
      <div
        role="group"
        aria-label="Countries found"
        tabIndex={0}
        className="mt-2 h-44 overflow-y-auto rounded-lg border border-line px-3 py-2"
      >
        {found.map(({ code, name }) => (
          <label key={code} className="flex items-center gap-2.5 py-1 text-sm">
            <input
              type="checkbox"
              checked={chosen.includes(code)}
              onChange={({ target }) =>
                set(
                  target.checked
                    ? [...chosen, code]
                    : chosen.filter((one) => one !== code),
                )
              }
              className="size-4 accent-accent"
            />
            {name}
          </label>
        ))}
        {found.length === 0 && <p className="text-sm text-quiet">None found</p>}
      </div>
      {error !== undefined && (
        <p role="alert" className="mt-1.5 text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
