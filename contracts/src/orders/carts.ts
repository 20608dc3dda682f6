import { z } from 'zod';
import { Id, Instant, Money, orLater } from '../fields';

/** Lines of one cart, and as many that are saved for later. */
export const MAX_CART_LINES = 100;

/** What one line may have; more is not an order of a shop. */
export const MAX_QUANTITY = 999;
export const CartQuantity = z.int().min(1).max(MAX_QUANTITY);

export const SetCartLine = z.strictObject({ quantity: CartQuantity });
export type SetCartLine = z.infer<typeof SetCartLine>;

/** The prefix tells whose cart it is, so that no id fits both. */
export const guestCartId = (id: string): string => `guest-${id}`;
export const customerCartId = (customerId: string): string =>
  `customer-${customerId}`;

export const MergeCart = z.strictObject({
  guestCartId: Id.startsWith(guestCartId('')),
});

/**
 * What a shopper should know of a line. `only-n-left`: fewer can be bought than
 * the line has; `available` says how many.
 */
export const CartNotice = z.enum([
  'price-changed',
  'sold-out',
  'only-n-left',
  'archived',
]);
export type CartNotice = z.infer<typeof CartNotice>;

export const CartLine = z.object({
  product: z.object({
    id: Id,
    name: z.string(),
    image: z.string().nullable(),
  }),
  quantity: z.int(),
  /** When the line was put into the cart. */
  priceThen: Money,
  /** Null when it could not be asked, or the product is no longer for sale. */
  priceNow: Money.nullable(),
  /** Null when it could not be asked. */
  available: z.int().min(0).nullable(),
  notices: z.array(orLater(CartNotice)),
  addedAt: Instant,
});
export type CartLine = z.infer<typeof CartLine>;

/** A cart as it is kept; `usedAt` is null when there is none. */
const KeptLine = z.object({
  productId: Id,
  vendorId: Id,
  name: z.string(),
  quantity: z.int(),
  price: Money,
  addedAt: Instant,
});
export const CartExport = z.object({
  lines: z.array(KeptLine),
  saved: z.array(KeptLine),
  usedAt: Instant.nullable(),
});
export type CartExport = z.infer<typeof CartExport>;

const Sum = z.int().min(0);

/** The lines of one vendor, in one currency. */
export const CartVendor = z.object({
  vendorId: Id,
  lines: z.array(CartLine),
  /** In minor units, of the lines that can be bought. */
  subtotalMinor: Sum,
});
export type CartVendor = z.infer<typeof CartVendor>;

/** Each currency is a part of the cart, since each is paid by itself. */
export const CartPart = z.object({
  currency: z.string(),
  vendors: z.array(CartVendor),
  subtotalMinor: Sum,
});
export type CartPart = z.infer<typeof CartPart>;

export const Cart = z.object({
  version: z.int().min(0),
  parts: z.array(CartPart),
  saved: z.array(CartLine.extend({ vendorId: Id })),
  /** Units in all lines, for the figure beside a cart's symbol. */
  units: Sum,
  /** A cart reserves nothing: another shopper may be faster. */
  holdsStock: z.literal(false),
  /** What could not be asked; the figures concerned are null. */
  missing: z.array(orLater(z.enum(['prices', 'stock']))),
});
export type Cart = z.infer<typeof Cart>;
