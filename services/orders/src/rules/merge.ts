import { MAX_CART_LINES, MAX_QUANTITY } from '@souk/contracts/orders/carts';
import { has, without, type Cart, type Line } from './cart';

/** Merges that a cart remembers, so that a repeated one changes nothing. */
const REMEMBERED = 20;
/** Products of one cart in all, which merging many carts could exceed. */
const MOST_PRODUCTS = 5 * MAX_CART_LINES;

/** Available units by product; undefined when inventory did not answer. */
type Stock = ReadonlyMap<string, number> | undefined;

/** Whether a merge would leave a cart that is too large. */
export const fits = (own: Cart, guest: Cart): boolean =>
  new Set(
    [own.lines, own.saved, guest.lines, guest.saved]
      .flat()
      .map(({ productId }) => productId),
  ).size <= MOST_PRODUCTS;

/**
 * A guest's cart merged into the cart of the customer who signed in. Quantities
 * are added as far as the stock goes, and never below the larger of the two.
 * Lines without room are saved for later. Undefined when it was merged before.
 */
export function withMerged(
  own: Cart,
  guest: Cart,
  stock: Stock,
): Cart | undefined {
  if (own.merged.includes(guest.id)) return undefined;
  const sums = own.lines.map((line) => {
    const other = find(guest.lines, line.productId);
    return other ? { ...line, quantity: together(line, other, stock) } : line;
  });
  const added = guest.lines.filter((line) => !has(own.lines, line.productId));
  const lines = [...sums, ...added];
  const kept = lines.slice(0, MAX_CART_LINES);
  const saved = [...own.saved, ...guest.saved, ...lines.slice(MAX_CART_LINES)];
  return {
    ...own,
    lines: kept,
    saved: distinct(saved.filter((line) => !has(kept, line.productId))),
    merged: [...own.merged, guest.id].slice(-REMEMBERED),
  };
}

const find = (lines: Line[], productId: string) =>
  lines.find((line) => line.productId === productId);

function together(a: Line, b: Line, stock: Stock): number {
  const sum = a.quantity + b.quantity;
  const available = stock ? (stock.get(a.productId) ?? 0) : sum;
  return Math.min(
    Math.max(a.quantity, b.quantity, Math.min(sum, available)),
    MAX_QUANTITY,
  );
}

const distinct = (lines: Line[]): Line[] =>
  lines.reduce<Line[]>(
    (all, line) => [...without(all, line.productId), line],
    [],
  );
