import type * as views from '@souk/contracts/orders/carts';
import { figuresOf } from '../live/figures';
import { emptyCart, type Cart } from '../rules/cart';
import { fits, withMerged } from '../rules/merge';
import {
  ATTEMPTS,
  change,
  lostRaces,
  productsOf,
  readCart,
  tooManyLines,
  type CartsDeps,
} from './carts';

/**
 * Merges a guest's cart into the customer's, which it belongs to from then on.
 * The guest's is closed first, so that no line comes to it any more; a crash
 * between the steps is mended by the repeated request.
 * @throws AppError `too-many-lines` before anything is changed.
 */
export async function mergeCart(
  deps: CartsDeps,
  id: string,
  guestId: string,
): Promise<views.Cart> {
  const { carts, live, now } = deps;
  const [own = emptyCart(id), found] = await Promise.all([
    carts.find(id),
    carts.find(guestId),
  ]);
  if (found && !fits(own, found)) throw tooManyLines();
  const guest = found && (await closed(deps, guestId, id));
  if (!guest || guest.lines.length + guest.saved.length === 0)
    return readCart(deps, id);
  const { available } = await figuresOf(live, productsOf(guest));
  const merged = await change(deps, id, (cart) =>
    withMerged(cart, guest, available),
  );
  await carts.save({ ...guest, lines: [], saved: [] }, now());
  return merged;
}

/** The guest's cart, which no longer changes; undefined if it went elsewhere. */
async function closed(
  { carts, now }: CartsDeps,
  guestId: string,
  into: string,
): Promise<Cart | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const cart = await carts.find(guestId);
    if (cart?.mergedInto === into) return cart;
    if (!cart || cart.mergedInto !== null) return undefined;
    if (await carts.save({ ...cart, mergedInto: into }, now()))
      return { ...cart, mergedInto: into, version: cart.version + 1 };
  }
  throw lostRaces();
}
