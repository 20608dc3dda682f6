import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { countryName } from '../../lib/delivery/countries';
import { formatMoney } from '../../lib/money';

const KINDS = {
  delivery: 'Delivery',
  'pick-up': 'Pick-up',
  digital: 'Digital',
} as const;

/** How many countries are named. */
const NAMED = 3;

/** The kind and the countries of a method, in words. */
export function reachOf({ kind, countries }: ShippingMethod): string {
  if (countries.length === 0) return `${KINDS[kind]}, everywhere`;
  const named = countries.slice(0, NAMED).map(countryName).join(', ');
  const more = countries.length - NAMED;
  return `${KINDS[kind]}, ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The price of a method, in words. */
export function priceText(method: ShippingMethod): string {
  if (method.kind !== 'delivery') return 'Free';
  const { currency, price, freeFromMinor } = method;
  const money = (amountMinor: number) => formatMoney({ amountMinor, currency });
  const free =
    freeFromMinor === undefined ? '' : `, free from ${money(freeFromMinor)}`;
  if (price.by === 'flat') return money(price.amountMinor) + free;
  if (price.by === 'items')
    return `${money(price.firstMinor)}, each further item ${money(price.eachFurtherMinor)}${free}`;
  const steps = price.steps.map(
    ({ upToGrams, amountMinor }) =>
      `up to ${upToGrams / 1000} kg ${money(amountMinor)}`,
  );
  return steps.join(', ') + free;
}
