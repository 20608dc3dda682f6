import type { Quote, QuotePart } from '@souk/contracts/orders/quotes';
import type {
  ShippingChoice,
  ShippingMethod,
} from '@souk/contracts/orders/shipping';
import { allocate } from './allocate';
import { grouped } from './grouped';
import { choicesFor } from '@souk/contracts/orders/shipping-prices';
import { taxOf } from './tax';

/** A product that can be bought, with the rate it is taxed at. */
export interface Item {
  productId: string;
  vendorId: string;
  name: string;
  image: string | null;
  quantity: number;
  unitMinor: number;
  grams: number;
  taxPercent: number;
}

export interface Terms {
  currency: string;
  country: string;
  pricesIncludeTax: boolean;
  /** The methods of each vendor. */
  methods: ReadonlyMap<string, readonly ShippingMethod[]>;
  /** The id of the method that was chosen of a vendor. */
  chosen: Readonly<Record<string, string>>;
}

export type Sums = Pick<
  Quote,
  'parts' | 'itemsMinor' | 'shippingMinor' | 'taxMinor' | 'totalMinor' | 'taxes'
>;

/** What was taxed at a rate. */
interface Taxed {
  percent: number;
  amountMinor: number;
  taxMinor: number;
}

/**
 * Tax is rounded per line. Delivery is taxed like what is delivered: its price
 * is split by the amounts of the lines, and each share has their rate. All sums
 * are those of the rounded figures, so they agree to the last unit.
 */
export function sumsOf(items: readonly Item[], terms: Terms): Sums {
  const all = grouped(items, ({ vendorId }) => vendorId).map(([id, ofVendor]) =>
    partOf(id, ofVendor, terms),
  );
  const parts = all.map(({ part }) => part);
  const sum = (of: (part: QuotePart) => number) => total(parts.map(of));
  return {
    parts,
    itemsMinor: sum(({ itemsMinor }) => itemsMinor),
    shippingMinor: sum(({ shipping }) => shipping?.amountMinor ?? 0),
    taxMinor: sum(({ taxMinor }) => taxMinor),
    totalMinor: sum(({ totalMinor }) => totalMinor),
    taxes: byRate(
      all.flatMap(({ taxed }) => taxed),
      terms.pricesIncludeTax,
    ),
  };
}

function partOf(
  vendorId: string,
  items: readonly Item[],
  terms: Terms,
): { part: QuotePart; taxed: Taxed[] } {
  const { pricesIncludeTax, currency, country } = terms;
  const lines = items.map((item) => {
    const { productId, name, image, quantity, unitMinor, taxPercent } = item;
    const amountMinor = unitMinor * quantity;
    const taxMinor = taxOf(amountMinor, taxPercent, pricesIncludeTax);
    const priced = { quantity, unitMinor, amountMinor, taxPercent, taxMinor };
    return { productId, name, image, ...priced };
  });
  const itemsMinor = total(lines.map(({ amountMinor }) => amountMinor));
  const choices = choicesFor(terms.methods.get(vendorId) ?? [], {
    country,
    currency,
    items: total(items.map(({ quantity }) => quantity)),
    grams: total(items.map(({ quantity, grams }) => quantity * grams)),
    amountMinor: itemsMinor,
  });
  const chosen =
    choices.find(({ id }) => id === terms.chosen[vendorId]) ?? choices[0];
  const delivery = chosen ? taxedDelivery(chosen, lines, pricesIncludeTax) : [];
  const shippingTax = total(delivery.map(({ taxMinor }) => taxMinor));
  const taxMinor = total(lines.map((line) => line.taxMinor)) + shippingTax;
  const priceMinor = itemsMinor + (chosen?.amountMinor ?? 0);
  const part: QuotePart = {
    vendorId,
    lines,
    choices,
    shipping: chosen ? { ...chosen, taxMinor: shippingTax } : null,
    itemsMinor,
    taxMinor,
    totalMinor: pricesIncludeTax ? priceMinor : priceMinor + taxMinor,
  };
  const taxed = lines.map(({ taxPercent: percent, ...line }) => ({
    percent,
    amountMinor: line.amountMinor,
    taxMinor: line.taxMinor,
  }));
  return { part, taxed: [...taxed, ...delivery] };
}

function taxedDelivery(
  { amountMinor }: ShippingChoice,
  lines: readonly { taxPercent: number; amountMinor: number }[],
  isIncluded: boolean,
): Taxed[] {
  const rates = grouped(lines, ({ taxPercent }) => String(taxPercent)).map(
    ([percent, taxed]) => ({
      percent: Number(percent),
      weight: total(taxed.map((line) => line.amountMinor)),
    }),
  );
  const shares = allocate(
    amountMinor,
    rates.map(({ weight }) => weight),
  );
  return rates.map(({ percent }, n) => {
    const share = shares[n] ?? 0;
    const taxMinor = taxOf(share, percent, isIncluded);
    return { percent, amountMinor: share, taxMinor };
  });
}

const byRate = (taxed: readonly Taxed[], isIncluded: boolean): Quote['taxes'] =>
  grouped(taxed, ({ percent }) => String(percent))
    .map(([percent, all]) => {
      const amountMinor = total(all.map((one) => one.amountMinor));
      const taxMinor = total(all.map((one) => one.taxMinor));
      const netMinor = isIncluded ? amountMinor - taxMinor : amountMinor;
      return { percent: Number(percent), netMinor, taxMinor };
    })
    .sort((a, b) => b.percent - a.percent);

const total = (amounts: readonly number[]): number =>
  amounts.reduce((sum, amount) => sum + amount, 0);
