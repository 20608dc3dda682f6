import { z } from 'zod';
import {
  Id,
  Instant,
  Line,
  Money,
  MoneyInput,
  orLater,
  Quantity,
  Text,
} from '../fields';

const Attributes = z.record(
  z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,63}$/u,
      'must be letters, digits, space, _ or -',
    ),
  Line(500),
);

/**
 * Whether shoppers' browsers may be sent there: no credentials, and a host by a
 * name that can be public. Names are not resolved, so a public name of a private
 * address passes.
 */
function isPublicAddress(address: string): boolean {
  if (/\p{Cs}/u.test(address) || !URL.canParse(address)) return false;
  const { username, password, hostname } = new URL(address);
  const [top = '', ...labels] = hostname
    .replace(/\.$/, '')
    .split('.')
    .reverse();
  return (
    username === '' &&
    password === '' &&
    labels.length > 0 &&
    /^[a-z]/.test(top) &&
    !PRIVATE_DOMAINS.has(top) &&
    !(top === 'arpa' && labels[0] === 'home')
  );
}

/** Top-level domains that are never public (RFC 6761, 6762, 9476, ICANN). */
const PRIVATE_DOMAINS = new Set([
  'alt',
  'corp',
  'home',
  'internal',
  'intranet',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'mail',
  'onion',
  'private',
]);

/**
 * A public address on the web, or a picture served by the marketplace
 * (`/pictures/<motif>/<seed>.svg`).
 */
export const ImageAddress = z.union(
  [
    z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .refine(isPublicAddress),
    z.string().regex(/^\/pictures\/[a-z-]{1,40}\/[a-z0-9-]{1,120}\.svg$/),
  ],
  { error: 'must be a public http or https address without credentials' },
);
const Images = z.array(ImageAddress).max(20);

export const OpeningStock = z.object({
  warehouseId: Id,
  quantity: Quantity,
});
export type OpeningStock = z.infer<typeof OpeningStock>;

/** How a product is taxed; which rate that is, the country says. */
export const TaxClass = z.enum(['standard', 'reduced', 'zero']);
export type TaxClass = z.infer<typeof TaxClass>;

/** Of one unit with its packaging, for what its delivery costs. */
const WeightGrams = z.int().min(0).max(1_000_000);

const details = {
  name: Line(200),
  description: Text(20_000),
  category: Line(80),
  price: MoneyInput,
  sku: Line(100).optional(),
  weightGrams: WeightGrams.optional(),
  taxClass: TaxClass.optional(),
  images: Images.optional(),
  attributes: Attributes.refine(
    (a) => Object.keys(a).length <= 50,
    'must have at most 50 entries',
  ).optional(),
};

export const AddProduct = z.strictObject({
  ...details,
  initialStock: z
    .array(z.strictObject(OpeningStock.shape))
    .max(50)
    .refine(
      (lines) => new Set(lines.map((l) => l.warehouseId)).size === lines.length,
      'must name each warehouse once',
    )
    .optional(),
});
export type AddProduct = z.infer<typeof AddProduct>;

/** Absent fields stay unchanged; `sku: null` removes the SKU. */
export const ChangeProduct = z
  .strictObject({ ...details, sku: Line(100).nullable() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change something');
export type ChangeProduct = z.infer<typeof ChangeProduct>;

/** A product as its own service knows it; stock comes from inventory. */
export const Product = z.object({
  id: Id,
  vendorId: Id,
  version: z.int().positive(),
  status: z.enum(['active', 'archived']),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  price: Money,
  sku: z.string().nullable(),
  /** Unknown when absent, and then counted as nothing. */
  weightGrams: WeightGrams.optional(),
  /** `standard` when absent. */
  taxClass: TaxClass.optional(),
  images: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  initialStock: z.array(OpeningStock),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Product = z.infer<typeof Product>;

/**
 * A product as other services hear of it. It is for sale while it is `active`,
 * in no other status.
 */
export const HeardProduct = Product.extend({
  status: orLater(Product.shape.status),
  taxClass: orLater(TaxClass).optional(),
});
export type HeardProduct = z.infer<typeof HeardProduct>;

export const ProductPage = z.object({
  items: z.array(HeardProduct),
  next: Id.nullable(),
});

/** What a cart has to know of a product, for sale while it is `active`. */
export const Offer = HeardProduct.pick({
  id: true,
  vendorId: true,
  version: true,
  status: true,
  name: true,
  price: true,
  weightGrams: true,
  taxClass: true,
}).extend({ image: z.string().nullable() });
export type Offer = z.infer<typeof Offer>;

export const FindOffers = z.strictObject({
  ids: z.array(Id).min(1).max(200),
});
export const OfferList = z.object({ items: z.array(Offer) });
