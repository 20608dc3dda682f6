import { phoneOf } from '@souk/contracts/addresses/phones';
import {
  hasPostalCodes,
  postalCodeOf,
} from '@souk/contracts/addresses/postal-codes';
import { Country } from '@souk/contracts/countries';
import { Email } from '@souk/contracts/fields';
import { z } from 'zod';
import {
  addressShape,
  EMPTY_ADDRESS,
  isRegionKnown,
  UNKNOWN_REGION,
} from '../../lib/delivery/address-form';
import { countryName } from '../../lib/delivery/countries';
import { regionsOf } from '../../lib/delivery/regions';

type Texts = Record<'country' | 'postalCode' | 'phone', string>;

/** Checked although other fields are wrong, so that all are named at once. */
const once = (path: keyof Texts, words: (texts: Texts) => string) => ({
  path: [path],
  when: ({ value }: { value: unknown }) =>
    Country.safeParse((value as Texts).country).success,
  error: ({ input }: { input?: unknown }) => words(input as Texts),
});

const hasPostalCode = ({ country, postalCode }: Texts) =>
  postalCode === ''
    ? !hasPostalCodes(country)
    : postalCodeOf(postalCode, country) !== undefined;

const hasPhone = ({ country, phone }: Texts) =>
  phone === '' || phoneOf(phone, country) !== undefined;

/** Who buys and where it goes, as the fields of the page. */
export const CheckoutForm = z
  .object({ email: Email, ...addressShape })
  .refine(isRegionKnown, UNKNOWN_REGION)
  .refine(
    hasPostalCode,
    once('postalCode', ({ country, postalCode }) =>
      postalCode === ''
        ? 'is needed'
        : `is not a postal code of ${countryName(country)}`,
    ),
  )
  .refine(
    hasPhone,
    once(
      'phone',
      ({ country }) =>
        `is not a phone number of ${countryName(country)}; begin with + for another country`,
    ),
  );
export type CheckoutForm = z.infer<typeof CheckoutForm>;

export const EMPTY: CheckoutForm = { email: '', ...EMPTY_ADDRESS };

/** What prices depend on; undefined while it is not known. */
export function shipToOf({
  country,
  region,
}: Pick<CheckoutForm, 'country' | 'region'>):
  { country: string; region?: string } | undefined {
  if (
    !Country.safeParse(country).success ||
    !isRegionKnown({ country, region })
  )
    return undefined;
  return regionsOf(country).length > 0 ? { country, region } : { country };
}
