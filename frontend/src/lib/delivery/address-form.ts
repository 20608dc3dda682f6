import { Country } from '@souk/contracts/countries';
import { Line } from '@souk/contracts/fields';
import { z } from 'zod';
import { countryName } from './countries';
import { regionsOf } from './regions';
import '../forms/zod-words';

/** A field that may stay empty. */
const optional = (max: number) => z.literal('').or(Line(max));

/** An address as the fields of a page. */
export const addressShape = {
  name: Line(120),
  company: optional(120),
  line1: Line(100),
  line2: optional(100),
  city: Line(100),
  region: optional(100),
  postalCode: optional(20),
  country: z.string().min(1).pipe(Country),
  phone: optional(40),
};

/** Where tax depends on the region, one of the list has to be chosen. */
export function isRegionKnown({
  country,
  region,
}: {
  country: string;
  region: string;
}): boolean {
  const regions = regionsOf(country);
  return regions.length === 0 || regions.some(({ code }) => code === region);
}

export const UNKNOWN_REGION = { path: ['region'], message: 'is needed' };

export const AddressForm = z
  .object(addressShape)
  .refine(isRegionKnown, UNKNOWN_REGION);
export type AddressForm = z.infer<typeof AddressForm>;

export const EMPTY_ADDRESS: AddressForm = {
  name: '',
  company: '',
  line1: '',
  line2: '',
  city: '',
  region: '',
  postalCode: '',
  country: '',
  phone: '',
};

/** The field that the API means by a path of an address. */
export function addressFieldOf(path: string): keyof AddressForm | undefined {
  if (path === 'lines' || path === 'lines.0') return 'line1';
  if (path.startsWith('lines.')) return 'line2';
  return path in EMPTY_ADDRESS ? (path as keyof AddressForm) : undefined;
}

/** An address as a parcel shows it, line by line. */
export function addressLines(address: AddressForm): string[] {
  const { name, company, line1, line2, postalCode, city, region } = address;
  return [
    ...[name, company, line1, line2],
    [postalCode, city, region].filter(Boolean).join(' '),
    countryName(address.country),
  ].filter(Boolean);
}
