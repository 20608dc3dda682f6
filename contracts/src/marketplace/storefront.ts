import { z } from 'zod';
import { ListProducts } from './catalogue';
import { Id, Line } from '../fields';
import { VendorSummary } from '../vendors/views';

const Count = z.int().min(0);
const CategoryCount = z.object({ name: z.string(), count: Count });
export type CategoryCount = z.infer<typeof CategoryCount>;
/** `image` is that of its newest product in stock. */
export const Category = CategoryCount.extend({ image: z.string().nullable() });
export type Category = z.infer<typeof Category>;
export const CategoryList = z.object({ items: z.array(Category) });
export type CategoryList = z.infer<typeof CategoryList>;

/**
 * The query of `GET /api/products/facets`: the filters of the list, so that
 * both can be asked with the same words.
 */
export const FacetsQuery = ListProducts.omit({
  sort: true,
  after: true,
  limit: true,
});
export type FacetsQuery = z.infer<typeof FacetsQuery>;

/**
 * How many products cost from `from` up to `to`, both included, in minor units.
 */
export const PriceBucket = z.object({
  from: z.int(),
  to: z.int(),
  count: Count,
});
export type PriceBucket = z.infer<typeof PriceBucket>;

/**
 * Facets are counted over at most so many products, the newest ones that match.
 */
export const FACETS_CAP = 10_000;

/**
 * What the filters would leave. Each facet is counted with every filter but its
 * own, so that it tells what another choice would give; `total` with all of
 * them.
 */
export const Facets = z.object({
  categories: z.array(CategoryCount),
  vendors: z.array(VendorSummary.extend({ count: Count })),
  /**
   * Null when nothing matches. `currency` is null when prices are in several.
   */
  price: z
    .object({
      min: z.int(),
      max: z.int(),
      currency: z.string().nullable(),
      buckets: z.array(PriceBucket),
    })
    .nullable(),
  inStock: Count,
  total: Count,
  /** There are more than were counted: read every count as "at least". */
  capped: z.boolean(),
});
export type Facets = z.infer<typeof Facets>;

export const SuggestionsQuery = z.strictObject({ q: Line(200) });

/** `id` names the product or the vendor; a category is named by its text. */
export const Suggestion = z.object({
  kind: z.enum(['product', 'category', 'vendor']),
  text: z.string(),
  id: Id.optional(),
});
export type Suggestion = z.infer<typeof Suggestion>;
export const SuggestionList = z.object({ items: z.array(Suggestion).max(10) });
export type SuggestionList = z.infer<typeof SuggestionList>;

/**
 * A vendor as shoppers see it. `products` counts those for sale, up to
 * `FACETS_CAP`.
 */
export const ShopVendor = VendorSummary.extend({ products: Count });
export type ShopVendor = z.infer<typeof ShopVendor>;
