import type { QuoteNotice } from '@souk/contracts/orders/quotes';
import type { TaxRate } from '@souk/contracts/orders/taxes';
import { TaxClass, type Offer } from '@souk/contracts/products/views';
import type { Item, Sums } from './quote';
import { percentOn } from './tax';

/** A line that is to be quoted. */
export interface Wanted {
  productId: string;
  quantity: number;
  /** Of a cart: the vendor, and the price when it was put there. */
  vendorId?: string;
  price?: Offer['price'];
}

export interface Figures {
  offers: ReadonlyMap<string, Offer>;
  available: ReadonlyMap<string, number>;
}

/** A line with its offer, which is for sale. */
export interface Offered {
  line: Wanted;
  offer: Offer;
}

/** The lines that are for sale; what is archived or unknown is named. */
export function offeredOf(
  lines: readonly Wanted[],
  { offers, available }: Figures,
): { offered: Offered[]; notices: QuoteNotice[] } {
  const offered: Offered[] = [];
  const notices: QuoteNotice[] = [];
  for (const line of lines) {
    const { productId } = line;
    const offer = offers.get(productId);
    const vendorId = offer?.vendorId ?? line.vendorId ?? '';
    if (offer?.status !== 'active') {
      notices.push({ kind: 'archived', vendorId, productId });
      continue;
    }
    offered.push({ line, offer });
    const { price } = line;
    if (price && price.amountMinor !== offer.price.amountMinor)
      notices.push({ kind: 'price-changed', vendorId, productId });
    const units = available.get(productId) ?? 0;
    if (units < line.quantity)
      notices.push({
        kind: units === 0 ? 'sold-out' : 'only-n-left',
        vendorId,
        productId,
      });
  }
  return { offered, notices };
}

/** The items of one currency, each with the rate that holds on the day. */
export const itemsOf = (
  offered: readonly Offered[],
  rates: readonly TaxRate[],
  day: string,
): Item[] =>
  offered.map(({ line, offer }) => {
    const taxClass = TaxClass.safeParse(offer.taxClass).data ?? 'standard';
    return {
      productId: offer.id,
      vendorId: offer.vendorId,
      name: offer.name,
      image: offer.image,
      quantity: line.quantity,
      unitMinor: offer.price.amountMinor,
      grams: offer.weightGrams ?? 0,
      taxPercent: percentOn(rates, taxClass, day),
    };
  });

/** What the choice of delivery leaves open. */
export const deliveryNotices = (
  { parts }: Sums,
  chosen: Readonly<Record<string, string>>,
): QuoteNotice[] =>
  parts.flatMap(({ vendorId, shipping }): QuoteNotice[] => {
    if (!shipping) return [{ kind: 'no-delivery', vendorId }];
    const wanted = chosen[vendorId];
    return wanted === undefined || wanted === shipping.id
      ? []
      : [{ kind: 'method-changed', vendorId }];
  });

/** A changed price is told; anything else stands against an order. */
export const isOrderable = (notices: readonly QuoteNotice[]): boolean =>
  notices.every(({ kind }) => kind === 'price-changed');
