import {
  OwnProductPage,
  ListOwnProducts,
  StockHistory,
  StockHistoryQuery,
} from '@souk/contracts/marketplace/own-products';
import { Product } from '@souk/contracts/products/views';
import {
  CategoryList,
  Facets,
  FacetsQuery,
  ShopVendor,
  SuggestionList,
  SuggestionsQuery,
} from '@souk/contracts/marketplace/storefront';
import { IdPath, type Operation } from '../http/operation';

const shop: Operation[] = [
  {
    method: 'get',
    path: '/api/categories',
    tag: 'Products',
    caller: 'anyone',
    summary: 'List the categories',
    description:
      'With how many products each has and the picture of its newest one in stock.',
    answers: [
      {
        status: 200,
        description: 'The categories, the largest first',
        schema: CategoryList,
      },
    ],
  },
  {
    method: 'get',
    path: '/api/products/facets',
    tag: 'Products',
    caller: 'anyone',
    summary: 'What the filters of the list would leave',
    description:
      'Each facet is counted with every filter but its own. At most 10,000 products are counted; `capped` says that there are more.',
    query: FacetsQuery,
    answers: [
      {
        status: 200,
        description: 'Counts by category and vendor, and how prices are spread',
        schema: Facets,
      },
    ],
  },
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
  },
  {
    method: 'get',
    path: '/api/vendors/{id}',
    tag: 'Vendors',
    caller: 'anyone',
    summary: 'A vendor as shoppers see it',
    params: IdPath,
    answers: [{ status: 200, description: 'The vendor', schema: ShopVendor }],
    problems: ['vendor-not-found', 'dependency-unavailable'],
  },
];

const own: Operation[] = [
  {
    method: 'get',
    path: '/api/vendors/me/products',
    tag: 'Vendors',
    caller: 'vendor',
    summary: 'List own products with their stock',
    description:
      'From the catalogue view, a moment behind a change. `sort=stock` puts the lowest first.',
    query: ListOwnProducts,
    answers: [{ status: 200, description: 'One page', schema: OwnProductPage }],
    problems: ['invalid-cursor'],
  },
  {
    method: 'post',
    path: '/api/products/{id}/restore',
    tag: 'Products',
    caller: 'vendor',
    summary: 'Take the archiving of a product back',
    description: 'Restoring one that is for sale changes nothing.',
    params: IdPath,
    answers: [
      {
        status: 200,
        description: 'The product as it is now',
        schema: Product,
        headers: ['ETag'],
      },
    ],
    problems: ['product-not-found', 'duplicate-sku', 'stale-product'],
  },
  {
    method: 'get',
    path: '/api/products/{id}/stock/history',
    tag: 'Stock',
    caller: 'vendor or operator',
    summary: 'What happened to the stock of a product',
    params: IdPath,
    query: StockHistoryQuery,
    answers: [
      { status: 200, description: 'The newest first', schema: StockHistory },
    ],
    problems: ['product-not-found', 'stock-not-open'],
  },
];

export const shopOperations: Operation[] = [...shop, ...own];
