import { z } from 'zod';
import { COUNTRIES } from '../countries';
import { orLater } from '../fields';
import { TaxClass } from '../products/views';

/** `percent` of the price without tax, from the beginning of that day in UTC. */
export const TaxRate = z.strictObject({
  taxClass: TaxClass,
  percent: z
    .number()
    .min(0)
    .max(100)
    .refine(
      (percent) => Math.abs(percent * 1e4 - Math.round(percent * 1e4)) < 1e-6,
      'must have at most four decimals',
    ),
  from: z.iso.date(),
});
export type TaxRate = z.infer<typeof TaxRate>;

const known = new Set(COUNTRIES);

/** A country, or a part of it with rates of its own (ISO 3166-2): `CA-QC`. */
export const TaxPlace = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'must be like DE or CA-QC')
  .refine(
    (place) => known.has(place.slice(0, 2)),
    'must begin with an ISO 3166-1 country code',
  );

/** The rates of a place. `version` is 0 while they are those of the seed. */
export const PlaceRates = z.object({
  place: z.string(),
  version: z.int().min(0),
  rates: z.array(z.object({ ...TaxRate.shape, taxClass: orLater(TaxClass) })),
});
export type PlaceRates = z.infer<typeof PlaceRates>;

export const TaxTable = z.object({
  pricesIncludeTax: z.boolean(),
  items: z.array(PlaceRates),
});
export type TaxTable = z.infer<typeof TaxTable>;

/** All rates of a place; `version` is the one that was read. */
export const SetRates = z.strictObject({
  place: TaxPlace,
  version: z.int().min(0),
  rates: z
    .array(TaxRate)
    .max(60)
    .refine(
      (rates) =>
        new Set(rates.map(({ taxClass, from }) => `${taxClass} ${from}`))
          .size === rates.length,
      'must name each class once a day',
    ),
});
export type SetRates = z.infer<typeof SetRates>;
