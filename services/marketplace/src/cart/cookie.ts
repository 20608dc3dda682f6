import { guestCartId } from '@souk/contracts/orders/carts';
import { sealing, type SymmetricKeys } from '@souk/platform/auth/sealing';
import type { Context } from '../http/browser';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { CART_COOKIE, cookieOf, keepCookie } from '../http/browser';

/** Like the cart itself, which orders keeps for so long after its last use. */
const KEPT_MS = 60 * 24 * 3_600_000;
/** A cookie is renewed once a day, not with every answer. */
const RENEW_AFTER_MS = 24 * 3_600_000;

const Sealed = z.looseObject({ cartId: z.string(), at: z.number() });

/** The cart of a browser that nobody has signed in to. */
export interface GuestCarts {
  /** Undefined when the browser has none. */
  of(ctx: Context): Promise<string | undefined>;
  /** A new cart, in place of any other. */
  begin(ctx: Context): Promise<string>;
  forget(ctx: Context): void;
}

export function guestCarts(
  keys: () => Promise<SymmetricKeys>,
  now: () => Date,
): GuestCarts {
  const cookies = sealing(keys, {
    purpose: 'souk cart cookie',
    maxLength: 1_000,
  });
  async function keep(ctx: Context, cartId: string): Promise<string> {
    const at = now().getTime();
    const value = await cookies.seal(JSON.stringify({ cartId, at }));
    const expiresAt = new Date(at + KEPT_MS);
    keepCookie(ctx, { value, expiresAt }, CART_COOKIE);
    return cartId;
  }
  async function of(ctx: Context): Promise<string | undefined> {
    const text = await cookies.open(cookieOf(ctx, CART_COOKIE));
    if (!text) return undefined;
    const { cartId, at } = Sealed.parse(JSON.parse(text.toString()));
    const age = now().getTime() - at;
    return age < RENEW_AFTER_MS ? cartId : keep(ctx, cartId);
  }
  return {
    of,
    begin: (ctx) => keep(ctx, guestCartId(newId())),
    forget(ctx) {
      keepCookie(ctx, { value: '', expiresAt: new Date(0) }, CART_COOKIE);
    },
  };
}
