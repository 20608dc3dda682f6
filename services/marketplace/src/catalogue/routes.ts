import {
  CategoriesQuery,
  CategoryList,
  Facets,
  FacetsQuery,
  ShopVendor,
  SuggestionList,
  SuggestionsQuery,
} from '@souk/contracts/marketplace/storefront';
import { IdPath } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import type { Storefront } from './storefront';

/** The public reads of the catalogue other than the list of products. */
export const catalogueRoutes = publicRoutes<Storefront>();

catalogueRoutes.serve(
  {
    method: 'get',
    path: '/api/categories',
    tag: 'Products',
    caller: 'anyone',
    summary: 'List the categories',
    description:
      'With how many products each has and the picture of its newest one in stock.',
    query: CategoriesQuery,
    answers: [
      {
        status: 200,
        description: 'The categories, the largest first',
        schema: CategoryList,
      },
    ],
    cacheControl: 'no-cache',
    problems: ['search-too-slow'],
  },
  (shop, { query }) => shop.categories(query.limit),
);

catalogueRoutes.serve(
  {
    method: 'get',
    path: '/api/products/facets',
    tag: 'Products',
    caller: 'anyone',
    summary: 'What the filters of the list would leave',
    description:
      'Each facet is counted with every filter but its own. At most 10,000 products are looked at (the newest, or the cheapest of a range of prices); `capped` says that there are more.',
    query: FacetsQuery,
    answers: [
      {
        status: 200,
        description: 'Counts by category and vendor, and how prices are spread',
        schema: Facets,
      },
    ],
    cacheControl: 'no-cache',
    problems: ['search-too-slow'],
  },
  (shop, { query }) => shop.facets(query),
);

catalogueRoutes.serve(
  {
    method: 'get',
    path: '/api/suggestions',
    tag: 'Products',
    caller: 'anyone',
    summary: 'Complete a search',
    query: SuggestionsQuery,
    answers: [
      {
        status: 200,
        description: 'At most ten, categories and vendors first',
        schema: SuggestionList,
      },
    ],
    cacheControl: 'no-cache',
    problems: ['search-too-slow'],
  },
  (shop, { query }) => shop.suggest(query.q),
);

catalogueRoutes.serve(
  {
    method: 'get',
    path: '/api/vendors/{id}',
    tag: 'Vendors',
    caller: 'anyone',
    summary: 'A vendor as shoppers see it',
    params: IdPath,
    answers: [{ status: 200, description: 'The vendor', schema: ShopVendor }],
    cacheControl: 'no-cache',
    problems: ['vendor-not-found', 'dependency-unavailable', 'search-too-slow'],
  },
  (shop, { params }) => shop.vendor(params.id),
);
