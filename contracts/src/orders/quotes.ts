import { z } from 'zod';
import { Country } from '../countries';
import { Id, Instant, MoneyInput, orLater, Text } from '../fields';
import { CartNotice, CartQuantity, MAX_CART_LINES } from './carts';
import { ShippingChoice } from './shipping';

/** Where it goes; the rest of an address changes no price. */
export const ShipTo = z.strictObject({
  country: Country,
  /** The part after the hyphen of ISO 3166-2: `QC` in Canada. */
  region: z
    .string()
    .regex(/^[A-Z0-9]{1,3}$/, 'must be like QC')
    .optional(),
  postalCode: Text(20).optional(),
});
export type ShipTo = z.infer<typeof ShipTo>;

const QuoteLines = z
  .array(z.strictObject({ productId: Id, quantity: CartQuantity }))
  .min(1)
  .max(MAX_CART_LINES)
  .refine(
    (lines) =>
      new Set(lines.map(({ productId }) => productId)).size === lines.length,
    'must name each product once',
  );

const asked = {
  shipTo: ShipTo,
  /** The method chosen of each vendor; the cheapest where none is. */
  shipping: z.record(Id, Id).optional(),
  /** Which part of a cart with several currencies. */
  currency: MoneyInput.shape.currency.optional(),
};

/** What is asked inside: these lines, or those of the cart. */
export const MakeQuote = z.strictObject({
  ...asked,
  cartId: Id.optional(),
  lines: QuoteLines.optional(),
});
export type MakeQuote = z.infer<typeof MakeQuote>;

/** The body of `POST /api/checkout/quotes`. */
export const AskQuote = z
  .strictObject({
    ...asked,
    cart: z.literal(true).optional(),
    lines: QuoteLines.optional(),
  })
  .refine(
    ({ cart, lines }) => (cart === undefined) !== (lines === undefined),
    'must have either lines or cart',
  );

/**
 * What stands between a quote and an order, but for a changed price. Without a
 * product it is about the vendor.
 */
export const QuoteNotice = z.object({
  kind: orLater(
    z.enum([...CartNotice.options, 'no-delivery', 'method-changed']),
  ),
  vendorId: Id,
  productId: Id.optional(),
});
export type QuoteNotice = z.infer<typeof QuoteNotice>;

const Amount = z.int().min(0);

export const QuoteLine = z.object({
  productId: Id,
  name: z.string(),
  image: z.string().nullable(),
  quantity: z.int(),
  unitMinor: Amount,
  amountMinor: Amount,
  taxPercent: z.number(),
  taxMinor: Amount,
});

/** What one vendor delivers. All amounts are minor units of the currency. */
export const QuotePart = z.object({
  vendorId: Id,
  lines: z.array(QuoteLine),
  choices: z.array(ShippingChoice),
  /** Null when the vendor does not deliver there. */
  shipping: ShippingChoice.extend({ taxMinor: Amount }).nullable(),
  itemsMinor: Amount,
  taxMinor: Amount,
  totalMinor: Amount,
});
export type QuotePart = z.infer<typeof QuotePart>;

/** `totalMinor` is what is paid, with tax; each sum is that of the parts. */
export const Quote = z.object({
  currency: z.string(),
  shipTo: z.object(ShipTo.shape),
  pricesIncludeTax: z.boolean(),
  parts: z.array(QuotePart),
  itemsMinor: Amount,
  shippingMinor: Amount,
  taxMinor: Amount,
  totalMinor: Amount,
  /** By rate; `netMinor` is the price without tax. */
  taxes: z.array(
    z.object({ percent: z.number(), netMinor: Amount, taxMinor: Amount }),
  ),
  notices: z.array(QuoteNotice),
  /** What an order is placed with; null while something stands against it. */
  quote: z.string().nullable(),
  expiresAt: Instant.nullable(),
});
export type Quote = z.infer<typeof Quote>;
