import type { CartView } from '@souk/contracts/marketplace/cart';
import * as orders from '@souk/contracts/orders/calls';
import type { Cart, SetCartLine } from '@souk/contracts/orders/carts';
import type { Context } from '../http/browser';
import { isRefusal } from '../http/remap-refusal';
import type { VendorNames } from '../vendors/names';
import { ownerOf, type OwnersDeps } from './owner';

/**
 * Sets a line, and begins a cart for a browser without one. So it does when
 * another tab signed in meanwhile and its cart was merged: the next request
 * merges the new one as well.
 */
export async function putLine(
  deps: OwnersDeps,
  ctx: Context,
  productId: string,
  body: SetCartLine,
): Promise<Cart> {
  const set = async ({ cartId, ...who }: { cartId: string }) =>
    deps.ask(orders.setCartLine, {
      params: { cartId, productId },
      body,
      ...who,
    });
  try {
    return await set(await ownerOf(deps, ctx, true));
  } catch (err) {
    if (!isRefusal(err, orders.setCartLine, 'cart-merged')) throw err;
    return set({ cartId: await deps.guests.begin(ctx) });
  }
}

/** The cart of orders, with the names of its vendors. */
export async function withNames(
  vendorNames: VendorNames,
  { parts, saved, ...cart }: Cart,
): Promise<CartView> {
  const named = await naming(vendorNames, [
    ...parts.flatMap(({ vendors }) => vendors),
    ...saved,
  ]);
  return {
    ...cart,
    parts: parts.map((part) => ({ ...part, vendors: part.vendors.map(named) })),
    saved: saved.map(named),
  };
}

/** Gives each of these its vendor's name in place of the id. */
export async function naming(
  vendorNames: VendorNames,
  ofVendors: readonly { vendorId: string }[],
) {
  const ids = [...new Set(ofVendors.map(({ vendorId }) => vendorId))];
  const names = new Map(
    await Promise.all(
      ids.map(async (id) => [id, await vendorNames.nameOf(id)] as const),
    ),
  );
  return <T extends { vendorId: string }>({ vendorId, ...rest }: T) => ({
    ...rest,
    vendor: { id: vendorId, name: names.get(vendorId) ?? vendorId },
  });
}
