import { z } from 'zod';
import { Country } from '../countries';
import { Id, Line, MoneyInput, orLater } from '../fields';

const AmountMinor = MoneyInput.shape.amountMinor;

/** The price of a delivery in minor units, by what is in it. */
export const ShippingPrice = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('flat'), amountMinor: AmountMinor }),
  z.strictObject({
    by: z.literal('items'),
    firstMinor: AmountMinor,
    eachFurtherMinor: AmountMinor,
  }),
  /** Heavier than the last step: the method is not offered. */
  z.strictObject({
    by: z.literal('weight'),
    steps: z
      .array(
        z.strictObject({
          upToGrams: z.int().min(1).max(10_000_000),
          amountMinor: AmountMinor,
        }),
      )
      .min(1)
      .max(20)
      .refine(
        (steps) =>
          steps.every(
            ({ upToGrams }, n) =>
              n === 0 || upToGrams > (steps[n - 1]?.upToGrams ?? 0),
          ),
        'must be in the order of their weights',
      ),
  }),
]);
export type ShippingPrice = z.infer<typeof ShippingPrice>;

const Days = z.strictObject({
  from: z.int().min(0).max(365),
  to: z.int().min(0).max(365),
});

const common = {
  id: Id,
  name: Line(80),
  days: Days.refine(
    ({ from, to }) => from <= to,
    'must not end before it begins',
  ),
};

/** A parcel has a price; what is picked up or downloaded has none. */
export const ShippingMethod = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('delivery'),
    countries: z.array(Country).min(1).max(249),
    currency: MoneyInput.shape.currency,
    price: ShippingPrice,
    /** From this price of its items on, delivery costs nothing. */
    freeFromMinor: AmountMinor.optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.enum(['pick-up', 'digital']),
    /** None: everywhere. */
    countries: z.array(Country).max(249),
  }),
]);
export type ShippingMethod = z.infer<typeof ShippingMethod>;

/** All methods of a vendor; `version` is the one that was read, 0 at first. */
export const SetShippingMethods = z.strictObject({
  version: z.int().min(0),
  methods: z
    .array(ShippingMethod)
    .max(20)
    .refine(
      (methods) => new Set(methods.map(({ id }) => id)).size === methods.length,
      'must have each id once',
    ),
});
export type SetShippingMethods = z.infer<typeof SetShippingMethods>;

/** Without a method a vendor ships nowhere. */
export const ShippingMethods = SetShippingMethods.extend({
  methods: z.array(ShippingMethod),
});
export type ShippingMethods = z.infer<typeof ShippingMethods>;

/** What can be chosen for a part of a cart, and what it costs there. */
export const ShippingChoice = z.object({
  id: Id,
  name: z.string(),
  kind: orLater(z.enum(['delivery', 'pick-up', 'digital'])),
  days: z.object(Days.shape),
  amountMinor: z.int().min(0),
});
export type ShippingChoice = z.infer<typeof ShippingChoice>;

export const ShippingQuery = z.strictObject({ country: Country.optional() });
