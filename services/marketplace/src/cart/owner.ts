import * as orders from '@souk/contracts/orders/calls';
import { customerCartId, guestCartId } from '@souk/contracts/orders/carts';
import type { Principal } from '@souk/platform/auth/principal';
import type { Identity } from '@souk/platform/auth/requires';
import type { Ask } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';
import type { Context } from '../http/browser';
import { cookieOf } from '../http/browser';
import { isRefusal } from '../http/remap-refusal';
import type { GuestCarts } from './cookie';

export interface OwnersDeps {
  ask: Ask;
  guests: GuestCarts;
  identity: Identity;
}

/** Whose cart a request is about, and for whom it is asked. */
export interface Owner {
  cartId: string;
  as?: Principal;
}

/** Of a browser without a cart: orders answers with an empty one. */
const NONE = guestCartId('none');

/**
 * The cart of the customer, on every device the same, or of this browser. A
 * guest's cart is merged as soon as its browser is a customer's, whichever way
 * the customer signed in.
 */
export async function ownerOf(
  deps: OwnersDeps,
  ctx: Context,
  mayBegin = false,
): Promise<Owner> {
  const { guests } = deps;
  const customer = await customerOf(deps, ctx);
  const guest = await guests.of(ctx);
  if (!customer) {
    const cartId = guest ?? (mayBegin ? await guests.begin(ctx) : NONE);
    return { cartId };
  }
  const owner = { cartId: customerCartId(customer.id), as: customer };
  if (guest !== undefined) await takeOver(deps, ctx, owner, guest);
  return owner;
}

async function takeOver(
  { ask, guests }: OwnersDeps,
  ctx: Context,
  { cartId, as }: Required<Owner>,
  guestCartId: string,
): Promise<void> {
  const params = { cartId };
  try {
    await ask(orders.mergeCart, { params, body: { guestCartId }, as });
    guests.forget(ctx);
  } catch (err) {
    // It stays a cart of its own, until there is room for it.
    if (!isRefusal(err, orders.mergeCart, 'too-many-lines')) throw err;
  }
}

/**
 * Undefined for a guest, and for a vendor or operator, who shop as guests. A
 * session that has ended is no reason to refuse a cart.
 */
async function customerOf(
  { identity }: OwnersDeps,
  ctx: Context,
): Promise<Principal | undefined> {
  const byToken = ctx.get('authorization') !== '';
  if (!byToken && cookieOf(ctx) === '') return undefined;
  try {
    const principal = await identity.identify(ctx);
    return principal.role === 'customer' ? principal : undefined;
  } catch (err) {
    const hasEnded = err instanceof AppError && err.kind === 'unauthenticated';
    if (!byToken && hasEnded) return undefined;
    throw err;
  }
}
