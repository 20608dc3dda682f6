import { z } from 'zod';
import { Country } from '../countries';
import { Line } from '../fields';
import { phoneOf } from './phones';
import { hasPostalCodes, postalCodeOf } from './postal-codes';

/** Somebody's address, as a parcel shows it; `postalCode` and `phone` as given. */
export const addressFields = {
  name: Line(120),
  company: Line(120).optional(),
  lines: z.array(Line(100)).min(1).max(3),
  city: Line(100),
  region: Line(100).optional(),
  /** Absent only where the country has none. */
  postalCode: Line(20).optional(),
  country: Country,
  phone: Line(40).optional(),
};

const Fields = z.object(addressFields);
export type Address = z.infer<typeof Fields>;

interface Placed {
  country: string;
  postalCode?: string | undefined;
  phone?: string | undefined;
}

/** The arguments of zod's `refine`. */
type Rule = [
  (address: Placed) => boolean,
  {
    path: string[];
    when: (payload: { value: unknown }) => boolean;
    error: (issue: { input?: unknown }) => string;
  },
];

const countryOf = ({ input }: { input?: unknown }) => (input as Placed).country;

/** Checked although other fields are wrong, so that all are named at once. */
const given =
  (...names: ('country' | 'postalCode' | 'phone')[]): Rule[1]['when'] =>
  ({ value }) =>
    names.every(
      (name) =>
        Fields.shape[name].safeParse((value as Partial<Placed> | null)?.[name])
          .success,
    );

/** For a schema with the fields of an address. */
export const postalCodeFits: Rule = [
  ({ country, postalCode }) =>
    postalCode === undefined
      ? !hasPostalCodes(country)
      : postalCodeOf(postalCode, country) !== undefined,
  {
    path: ['postalCode'],
    when: given('country', 'postalCode'),
    error: (issue) => `must be a postal code of ${countryOf(issue)}`,
  },
];

/** For a schema with the fields of an address. */
export const phoneFits: Rule = [
  ({ country, phone }) =>
    phone === undefined || phoneOf(phone, country) !== undefined,
  {
    path: ['phone'],
    when: given('country', 'phone'),
    error: (issue) =>
      `must be a phone number of ${countryOf(issue)}, or begin with + and a country`,
  },
];

/** With its postal code as the country writes it and its phone as E.164. */
export function written<A extends Placed>(address: A): A {
  const { country, postalCode, phone } = address;
  const code = postalCode && postalCodeOf(postalCode, country);
  const number = phone && phoneOf(phone, country);
  return {
    ...address,
    ...(code ? { postalCode: code } : {}),
    ...(number ? { phone: number } : {}),
  };
}

/** An address as a client sends it. */
export const Address = z
  .strictObject(addressFields)
  .refine(...postalCodeFits)
  .refine(...phoneFits)
  .transform(written);
