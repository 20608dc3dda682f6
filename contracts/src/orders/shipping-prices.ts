import type { ShippingChoice, ShippingMethod, ShippingPrice } from './shipping';

/** What is to be delivered together. */
export interface Parcel {
  country: string;
  currency: string;
  items: number;
  grams: number;
  /** The price of its items. */
  amountMinor: number;
}

export const reaches = (
  { kind, countries }: ShippingMethod,
  country: string,
): boolean =>
  countries.includes(country) ||
  (kind !== 'delivery' && countries.length === 0);

/** The methods that take this parcel, the cheapest first. */
export const choicesFor = (
  methods: readonly ShippingMethod[],
  parcel: Parcel,
): ShippingChoice[] =>
  methods
    .filter((method) => reaches(method, parcel.country))
    .flatMap((method) => {
      const amountMinor = priceOf(method, parcel);
      if (amountMinor === undefined) return [];
      const { id, name, kind, days } = method;
      return [{ id, name, kind, days, amountMinor }];
    })
    .sort((a, b) => a.amountMinor - b.amountMinor);

/** Undefined when the method does not take the parcel. */
function priceOf(method: ShippingMethod, parcel: Parcel): number | undefined {
  if (method.kind !== 'delivery') return 0;
  if (method.currency !== parcel.currency) return undefined;
  const price = byContent(method.price, parcel);
  const { freeFromMinor = Infinity } = method;
  if (price === undefined) return undefined;
  return parcel.amountMinor >= freeFromMinor ? 0 : price;
}

function byContent(
  price: ShippingPrice,
  { items, grams }: Parcel,
): number | undefined {
  switch (price.by) {
    case 'flat':
      return price.amountMinor;
    case 'items':
      return price.firstMinor + (items - 1) * price.eachFurtherMinor;
    case 'weight':
      return price.steps.find(({ upToGrams }) => grams <= upToGrams)
        ?.amountMinor;
  }
}
