import { MAX_CART_LINES } from '@souk/contracts/orders/carts';
import type { Offer } from '@souk/contracts/products/views';

/** A product in a cart, as it was when it was put there. */
export interface Line {
  productId: string;
  vendorId: string;
  name: string;
  image: string | null;
  quantity: number;
  price: Offer['price'];
  addedAt: string;
}

/** `version` is 0 while the cart was never saved. */
export interface Cart {
  id: string;
  version: number;
  lines: Line[];
  /** Saved for later: not bought, and not counted. */
  saved: Line[];
  /** The guests' carts that were merged into this one, the latest last. */
  merged: string[];
  /** Where this guest's cart went; it takes nothing more. */
  mergedInto: string | null;
}

export const emptyCart = (id: string): Cart => ({
  id,
  version: 0,
  lines: [],
  saved: [],
  merged: [],
  mergedInto: null,
});

export const has = (lines: Line[], productId: string) =>
  lines.some((line) => line.productId === productId);
export const without = (lines: Line[], productId: string) =>
  lines.filter((line) => line.productId !== productId);

/** Whether another product finds room in the cart. */
export const isFull = ({ lines }: Cart, productId: string): boolean =>
  lines.length >= MAX_CART_LINES && !has(lines, productId);

/**
 * Sets the quantity of a line, and adds the line when the product is not in the
 * cart: from the saved ones, or as it is offered now. A line keeps the price at
 * which it was added. Undefined when nothing changes.
 */
export function withLine(
  cart: Cart,
  { offer, quantity, now }: { offer: Offer; quantity: number; now: Date },
): Cart | undefined {
  const isIt = ({ productId }: Line) => productId === offer.id;
  const known = cart.lines.find(isIt);
  if (known?.quantity === quantity) return undefined;
  if (known) {
    const lines = cart.lines.map((one) =>
      one === known ? { ...one, quantity } : one,
    );
    return { ...cart, lines };
  }
  const line: Line = cart.saved.find(isIt) ?? {
    productId: offer.id,
    vendorId: offer.vendorId,
    name: offer.name,
    image: offer.image,
    quantity,
    price: offer.price,
    addedAt: now.toISOString(),
  };
  return {
    ...cart,
    lines: [...cart.lines, { ...line, quantity }],
    saved: without(cart.saved, offer.id),
  };
}

/** Undefined when the product is not in the cart. */
export const withoutLine = (cart: Cart, productId: string): Cart | undefined =>
  has(cart.lines, productId)
    ? { ...cart, lines: without(cart.lines, productId) }
    : undefined;

/** Moves a line to the saved ones; undefined when there is no such line. */
export function withSaved(cart: Cart, productId: string): Cart | undefined {
  const line = cart.lines.find((one) => one.productId === productId);
  return (
    line && {
      ...cart,
      lines: without(cart.lines, productId),
      saved: [...without(cart.saved, productId), line],
    }
  );
}

/** Undefined when the product is not saved. */
export const withoutSaved = (
  cart: Cart,
  productId: string,
): Cart | undefined =>
  has(cart.saved, productId)
    ? { ...cart, saved: without(cart.saved, productId) }
    : undefined;
