import type { ComponentProps } from 'react';
import { countries } from '../../lib/delivery/countries';
import { Select } from './field';

/** ISO 3166-1 codes by their English names. */
export const CountrySelect = (props: ComponentProps<'select'>) => (
  <Select {...props}>
    <option value="">Choose a country</option>
    {countries.map(({ code, name }) => (
      <option key={code} value={code}>
        {name}
      </option>
    ))}
  </Select>
);
