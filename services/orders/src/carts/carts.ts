import type * as views from '@souk/contracts/orders/carts';
import { MAX_CART_LINES } from '@souk/contracts/orders/carts';
import { AppError } from '@souk/platform/http/errors';
import { figuresOf, type Live } from '../live/figures';
import {
  emptyCart,
  isFull,
  withLine,
  withoutLine,
  withoutSaved,
  withSaved,
  type Cart,
  type Line,
} from '../rules/cart';
import { shownCart } from '../rules/shown';
import type { CartStore } from './store';

export interface CartsDeps {
  carts: CartStore;
  live: Live;
  now: () => Date;
}

/** Reading notes the use of a cart once in so long, not each time. */
const TOUCH_MS = 24 * 3_600_000;

export async function readCart(
  deps: CartsDeps,
  id: string,
): Promise<views.Cart> {
  const { carts, now } = deps;
  const cart = await carts.find(id);
  if (cart && now().getTime() - cart.usedAt.getTime() > TOUCH_MS)
    await carts.touch(id, now());
  return shown(deps, cart && !cart.mergedInto ? cart : emptyCart(id));
}

/** What is kept of a cart, for its owner to read. */
export async function exportCart(
  { carts }: CartsDeps,
  id: string,
): Promise<views.CartExport> {
  const cart = await carts.find(id);
  return {
    lines: (cart?.lines ?? []).map(keptLine),
    saved: (cart?.saved ?? []).map(keptLine),
    usedAt: cart?.usedAt.toISOString() ?? null,
  };
}

const keptLine = (line: Line): views.CartExport['lines'][number] => ({
  productId: line.productId,
  vendorId: line.vendorId,
  name: line.name,
  quantity: line.quantity,
  price: line.price,
  addedAt: line.addedAt,
});

/**
 * The quantity is not compared with the stock: the cart says what is there, and
 * holds nothing. Doing it again changes nothing.
 * @throws AppError `product-not-found`, `product-archived`, `too-many-lines`.
 */
export async function setLine(
  deps: CartsDeps,
  id: string,
  { productId, quantity }: { productId: string; quantity: number },
): Promise<views.Cart> {
  const offer = (await deps.live.offers([productId])).get(productId);
  if (!offer)
    throw new AppError(
      'not-found',
      'product-not-found',
      `There is no product ${productId}`,
    );
  if (offer.status !== 'active')
    throw new AppError(
      'conflict',
      'product-archived',
      'The product is no longer for sale',
    );
  const now = deps.now();
  return change(deps, id, (cart) => {
    if (cart.mergedInto !== null)
      throw new AppError(
        'conflict',
        'cart-merged',
        'The cart has been merged into that of a customer',
      );
    if (isFull(cart, productId)) throw tooManyLines();
    return withLine(cart, { offer, quantity, now });
  });
}

export const removeLine = (
  deps: CartsDeps,
  id: string,
  productId: string,
): Promise<views.Cart> =>
  change(deps, id, (cart) => withoutLine(cart, productId));

/** Repeating it changes nothing. @throws AppError `too-many-lines`. */
export const saveForLater = (
  deps: CartsDeps,
  id: string,
  productId: string,
): Promise<views.Cart> =>
  change(deps, id, (cart) => {
    const next = withSaved(cart, productId);
    if (next && next.saved.length > MAX_CART_LINES) throw tooManyLines();
    return next;
  });

export const removeSaved = (
  deps: CartsDeps,
  id: string,
  productId: string,
): Promise<views.Cart> =>
  change(deps, id, (cart) => withoutSaved(cart, productId));

export const tooManyLines = () =>
  new AppError(
    'conflict',
    'too-many-lines',
    `A cart has at most ${MAX_CART_LINES} lines, and as many saved ones`,
  );

export const lostRaces = () =>
  new AppError(
    'conflict',
    'stale-cart',
    'Too many changes to this cart at once; try again',
  );

/** Attempts before a request gives up on others that change the same cart. */
export const ATTEMPTS = 30;

/** Each attempt begins with the cart as it is by then, so nothing is lost. */
export async function change(
  deps: CartsDeps,
  id: string,
  rule: (cart: Cart) => Cart | undefined,
): Promise<views.Cart> {
  const { carts, now } = deps;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const cart = (await carts.find(id)) ?? emptyCart(id);
    const next = rule(cart);
    if (!next) return shown(deps, cart);
    if (await carts.save(next, now()))
      return shown(deps, { ...next, version: cart.version + 1 });
  }
  throw lostRaces();
}

const shown = async ({ live }: CartsDeps, cart: Cart): Promise<views.Cart> =>
  shownCart(cart, await figuresOf(live, productsOf(cart)));

export const productsOf = ({ lines, saved }: Cart) =>
  [...lines, ...saved].map(({ productId }) => productId);
