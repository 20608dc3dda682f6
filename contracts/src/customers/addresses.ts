import { z } from 'zod';
import {
  addressFields,
  phoneFits,
  postalCodeFits,
  written,
} from '../addresses/address';
import { Id } from '../fields';

export const MAX_ADDRESSES = 50;

export const AddAddress = z
  .strictObject({
    ...addressFields,
    /** The first one is the default in any case. */
    isDefault: z.boolean().optional(),
  })
  .refine(...postalCodeFits)
  .refine(...phoneFits)
  .transform(written);
export type AddAddress = z.infer<typeof AddAddress>;

const { name, company, lines, city, region, postalCode, country, phone } =
  addressFields;

/**
 * The fields that change; null takes one away. Whether they fit together is
 * seen when the rest of the address is known.
 */
export const ChangeAddress = z.strictObject({
  name: name.optional(),
  company: company.nullable(),
  lines: lines.optional(),
  city: city.optional(),
  region: region.nullable(),
  postalCode: postalCode.nullable(),
  country: country.optional(),
  phone: phone.nullable(),
  /** Another one stops being it: one address always is. */
  isDefault: z.literal(true).optional(),
});
export type ChangeAddress = z.infer<typeof ChangeAddress>;

export const AddressView = z.object({
  id: Id,
  name: z.string(),
  company: z.string().optional(),
  lines: z.array(z.string()),
  city: z.string(),
  region: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string(),
  /** As E.164 writes it: `+4930123456`. */
  phone: z.string().optional(),
  isDefault: z.boolean(),
});
export type AddressView = z.infer<typeof AddressView>;

/** The oldest first. */
export const AddressList = z.object({ items: z.array(AddressView) });
