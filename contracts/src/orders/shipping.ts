import { z } from 'zod';
import { Country } from '../countries';
import { Id, Line, MoneyInput, orLater } from '../fields';

const AmountMinor = MoneyInput.shape.amountMinor;

type ObjectOf = typeof z.object;
/** Requests are strict, answers take what a newer version adds. */
const strict = z.strictObject as unknown as ObjectOf;

const inOrder = (steps: { upToGrams: number }[]) =>
  steps.every(
    ({ upToGrams }, n) => n === 0 || upToGrams > (steps[n - 1]?.upToGrams ?? 0),
  );

/** The price of a delivery in minor units, by what is in it. */
const priceOf = (object: ObjectOf) =>
  z.discriminatedUnion('by', [
    object({ by: z.literal('flat'), amountMinor: AmountMinor }),
    object({
      by: z.literal('items'),
      firstMinor: AmountMinor,
      eachFurtherMinor: AmountMinor,
    }),
    /** Heavier than the last step: the method is not offered. */
    object({
      by: z.literal('weight'),
      steps: z
        .array(
          object({
            upToGrams: z.int().min(1).max(10_000_000),
            amountMinor: AmountMinor,
          }),
        )
        .min(1)
        .max(20)
        .refine(inOrder, 'must be in the order of their weights'),
    }),
  ]);
export type ShippingPrice = z.infer<ReturnType<typeof priceOf>>;

const daysOf = (object: ObjectOf) =>
  object({
    from: z.int().min(0).max(365),
    to: z.int().min(0).max(365),
  });

/** A parcel has a price; what is picked up or downloaded has none. */
const methodOf = (object: ObjectOf) => {
  const common = {
    id: Id,
    name: Line(80),
    days: daysOf(object).refine(
      ({ from, to }) => from <= to,
      'must not end before it begins',
    ),
  };
  return z.discriminatedUnion('kind', [
    object({
      ...common,
      kind: z.literal('delivery'),
      countries: z.array(Country).min(1).max(249),
      currency: MoneyInput.shape.currency,
      price: priceOf(object),
      /** From this price of its items on, delivery costs nothing. */
      freeFromMinor: AmountMinor.optional(),
    }),
    object({
      ...common,
      kind: z.enum(['pick-up', 'digital']),
      /** None: everywhere. */
      countries: z.array(Country).max(249),
    }),
  ]);
};
const NewShippingMethod = methodOf(strict);
export const ShippingMethod = methodOf(z.object);
export type ShippingMethod = z.infer<typeof ShippingMethod>;

/** All methods of a vendor; `version` is the one that was read, 0 at first. */
export const SetShippingMethods = z.strictObject({
  version: z.int().min(0),
  methods: z
    .array(NewShippingMethod)
    .max(20)
    .refine(
      (methods) => new Set(methods.map(({ id }) => id)).size === methods.length,
      'must have each id once',
    ),
});
export type SetShippingMethods = z.infer<typeof SetShippingMethods>;

/** Without a method a vendor ships nowhere. */
export const ShippingMethods = z.object({
  version: z.int().min(0),
  methods: z.array(ShippingMethod),
});
export type ShippingMethods = z.infer<typeof ShippingMethods>;

/** What can be chosen for a part of a cart, and what it costs there. */
export const ShippingChoice = z.object({
  id: Id,
  name: z.string(),
  kind: orLater(z.enum(['delivery', 'pick-up', 'digital'])),
  days: daysOf(z.object),
  amountMinor: z.int().min(0),
});
export type ShippingChoice = z.infer<typeof ShippingChoice>;

export const ShippingQuery = z.strictObject({ country: Country.optional() });
