import { z } from 'zod';
import { ListProducts } from './catalogue';
import { Id, Line } from '../fields';
import { VendorSummary } from '../vendors/views';

const Count = z.int().min(0);
/** The most categories that one answer lists. */
export const MAX_CATEGORIES = 200;

const CategoryCount = z.object({ name: z.string(), count: Count });
export type CategoryCount = z.infer<typeof CategoryCount>;
/** `image` is from the newest product in stock. */
export const Category = CategoryCount.extend({ image: z.string().nullable() });
export type Category = z.infer<typeof Category>;
/** The query of `GET /api/categories`. */
export const CategoriesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_CATEGORIES).default(100),
});
export const CategoryList = z.object({ items: z.array(Category) });
export type CategoryList = z.infer<typeof CategoryList>;

/** The query of `GET /api/products/facets`: the filters of the product list. */
export const FacetsQuery = ListProducts.omit({
  sort: true,
  after: true,
  limit: true,
});
export type FacetsQuery = z.infer<typeof FacetsQuery>;

/**
 * Number of products that cost between `from` and `to`, both inclusive, in
 * minor units.
 */
export const PriceBucket = z.object({
  from: z.int(),
  to: z.int(),
  count: Count,
});
export type PriceBucket = z.infer<typeof PriceBucket>;

/**
 * Facets look at this many products at most: the newest ones, or the cheapest
 * ones of a range of prices.
 */
export const FACETS_CAP = 10_000;

/**
 * Counts under the current filters. Each facet ignores its own filter, so it
 * shows what another choice would give; `total` applies all filters.
 */
export const Facets = z.object({
  categories: z.array(CategoryCount),
  vendors: z.array(VendorSummary.extend({ count: Count })),
  /** Null when nothing matches. `currency` is null when there are several. */
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
  /** There are more products than were looked at: read each count as "at least". */
  capped: z.boolean(),
});
export type Facets = z.infer<typeof Facets>;

export const SuggestionsQuery = z.strictObject({ q: Line(200) });

/** `id` is that of the product or vendor; a category has only its text. */
export const Suggestion = z.object({
  kind: z.enum(['product', 'category', 'vendor']),
  text: z.string(),
  id: Id.optional(),
});
export type Suggestion = z.infer<typeof Suggestion>;
export const SuggestionList = z.object({ items: z.array(Suggestion).max(10) });
export type SuggestionList = z.infer<typeof SuggestionList>;

/**
 * A vendor as shown to shoppers. `products` counts those for sale, up to
 * `FACETS_CAP`.
 */
export const ShopVendor = VendorSummary.extend({ products: Count });
export type ShopVendor = z.infer<typeof ShopVendor>;
