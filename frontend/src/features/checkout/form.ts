import { Country } from '@souk/contracts/countries';
import { Email } from '@souk/contracts/fields';
import { z } from 'zod';
import {
  addressShape,
  EMPTY_ADDRESS,
  isRegionKnown,
  UNKNOWN_REGION,
} from '../../lib/delivery/address-form';
import { regionsOf } from '../../lib/delivery/regions';

/** Who buys and where it goes, as the fields of the page. */
export const CheckoutForm = z
  .object({ email: Email, ...addressShape })
  .refine(isRegionKnown, UNKNOWN_REGION);
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
