import type * as views from '@souk/contracts/orders/carts';
import type { Offer } from '@souk/contracts/products/views';
import type { Cart, Line } from './cart';
import { grouped } from './grouped';

/** What products and inventory say now; undefined when they do not answer. */
export interface LiveFigures {
  offers: ReadonlyMap<string, Offer> | undefined;
  available: ReadonlyMap<string, number> | undefined;
}

/** The cart as its shopper sees it: by currency, then by vendor. */
export function shownCart(cart: Cart, live: LiveFigures): views.Cart {
  const lines = cart.lines.map((line) => ({
    vendorId: line.vendorId,
    line: shownLine(line, live),
  }));
  const parts = grouped(lines, ({ line }) => currencyOf(line)).map(
    ([currency, ofPart]) => {
      const vendors = grouped(ofPart, ({ vendorId }) => vendorId).map(
        ([vendorId, ofVendor]) => vendorPart(vendorId, ofVendor),
      );
      return { currency, vendors, subtotalMinor: total(vendors) };
    },
  );
  return {
    version: cart.version,
    parts,
    saved: cart.saved.map((line) => ({
      ...shownLine(line, live),
      vendorId: line.vendorId,
    })),
    units: cart.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    holdsStock: false,
    missing: [
      ...(live.offers ? [] : ['prices' as const]),
      ...(live.available ? [] : ['stock' as const]),
    ],
  };
}

const currencyOf = ({ priceNow, priceThen }: views.CartLine) =>
  (priceNow ?? priceThen).currency;

function vendorPart(
  vendorId: string,
  lines: { line: views.CartLine }[],
): views.CartVendor {
  const shown = lines.map(({ line }) => line);
  const amounts = shown
    .filter(({ notices }) => !notices.some((notice) => UNBUYABLE.has(notice)))
    .map(({ quantity, priceNow, priceThen }) => ({
      subtotalMinor: quantity * (priceNow ?? priceThen).amountMinor,
    }));
  return { vendorId, lines: shown, subtotalMinor: total(amounts) };
}

const UNBUYABLE = new Set<string>(['sold-out', 'archived']);

/** A cart of absurd prices is shown with the largest exact number. */
const total = (parts: { subtotalMinor: number }[]) =>
  Math.min(
    parts.reduce((sum, { subtotalMinor }) => sum + subtotalMinor, 0),
    Number.MAX_SAFE_INTEGER,
  );

function shownLine(
  line: Line,
  { offers, available: stock }: LiveFigures,
): views.CartLine {
  const offer = offers?.get(line.productId);
  const archived = offers !== undefined && offer?.status !== 'active';
  const priceNow = archived ? null : (offer?.price ?? null);
  // Stock that is not open yet is not for sale either.
  const available = stock ? (stock.get(line.productId) ?? 0) : null;
  return {
    product: {
      id: line.productId,
      name: offer?.name ?? line.name,
      image: offer?.image ?? line.image,
    },
    quantity: line.quantity,
    priceThen: line.price,
    priceNow,
    available,
    notices: archived
      ? ['archived']
      : [
          ...(priceNow && !samePrice(priceNow, line.price)
            ? (['price-changed'] as const)
            : []),
          ...stockNotice(available, line.quantity),
        ],
    addedAt: line.addedAt,
  };
}

const samePrice = (a: Offer['price'], b: Offer['price']) =>
  a.amountMinor === b.amountMinor && a.currency === b.currency;

function stockNotice(
  available: number | null,
  quantity: number,
): views.CartNotice[] {
  if (available === null || available >= quantity) return [];
  return [available === 0 ? 'sold-out' : 'only-n-left'];
}
