import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { choicesFor } from '@souk/contracts/orders/shipping-prices';
import { countryName } from '../../lib/delivery/countries';
import { deliveryDays } from '../../lib/delivery/delivery-days';
import { formatMoney } from '../../lib/money';
import type { ProductPage } from './queries';

type Delivered = Pick<ProductPage, 'price' | 'weightGrams'>;

/** Without a country only whether the maker delivers at all is said. */
export function deliveryWords(
  { price, weightGrams }: Delivered,
  methods: readonly ShippingMethod[],
  country: string,
): string {
  if (methods.length === 0)
    return 'This maker has not said yet how it delivers, so this cannot be bought.';
  if (country === '') return 'How it is delivered is shown at the checkout.';
  const [choice] = choicesFor(methods, {
    country,
    currency: price.currency,
    items: 1,
    grams: weightGrams ?? 0,
    amountMinor: price.amountMinor,
  });
  const to = countryName(country);
  if (!choice) return `This maker does not deliver this to ${to}.`;
  const { kind, days, amountMinor } = choice;
  const cost =
    amountMinor === 0
      ? 'free'
      : formatMoney({ amountMinor, currency: price.currency });
  return `Delivery to ${to}: ${deliveryDays(kind, days).toLowerCase()}, ${cost}.`;
}
