import { Country } from '@souk/contracts/countries';
import { Email, Line } from '@souk/contracts/fields';
import { z } from 'zod';
import { regionsOf } from '../../lib/regions';

const needed = (max: number) =>
  z.string().trim().min(1, 'is needed').pipe(Line(max));
/** A field that may stay empty. */
const optional = (max: number) => z.literal('').or(Line(max));

/** Who buys and where it goes, as the fields of the page. */
export const CheckoutForm = z
  .object({
    email: z.string().trim().min(1, 'is needed').pipe(Email),
    name: needed(120),
    company: optional(120),
    line1: needed(120),
    line2: optional(120),
    city: needed(120),
    region: optional(80),
    postalCode: optional(20),
    country: z.string().min(1, 'is needed').pipe(Country),
    phone: optional(30),
  })
  .refine(({ country, region }) => isRegionKnown(country, region), {
    path: ['region'],
    message: 'is needed',
  });
export type CheckoutForm = z.infer<typeof CheckoutForm>;
export type FieldName = keyof CheckoutForm;

export const EMPTY: CheckoutForm = {
  email: '',
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

/** Where tax depends on the region, one of the list has to be chosen. */
function isRegionKnown(country: string, region: string): boolean {
  const regions = regionsOf(country);
  return regions.length === 0 || regions.some(({ code }) => code === region);
}

/** What prices depend on; undefined while it is not known. */
export function shipToOf({
  country,
  region,
}: Pick<CheckoutForm, 'country' | 'region'>):
  { country: string; region?: string } | undefined {
  if (!Country.safeParse(country).success || !isRegionKnown(country, region))
    return undefined;
  return regionsOf(country).length > 0 ? { country, region } : { country };
}
