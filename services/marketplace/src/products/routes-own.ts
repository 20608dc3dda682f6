import {
  ListOwnProducts,
  OwnProductPage,
  StockHistory,
  StockHistoryQuery,
} from '@souk/contracts/marketplace/own-products';
import { Product } from '@souk/contracts/products/views';
import type { CatalogueDeps } from '../catalogue/list';
import { productTag } from './etag';
import { IdPath } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import type { Ask } from '@souk/platform/dapr/ask';
import { showOwn } from './products';
import {
  listOwnProducts,
  readStockHistory,
  restoreProduct,
} from './own-products';

export interface OwnProductRoutesDeps extends CatalogueDeps {
  ask: Ask;
}

/** What only a vendor's console reads and does with products. */
export const ownProductRoutes = publicRoutes<OwnProductRoutesDeps>();

ownProductRoutes.serve(
  {
    method: 'get',
    path: '/api/vendors/me/products',
    tag: 'Vendors',
    caller: 'vendor',
    scope: 'account',
    summary: 'List own products with their stock',
    description:
      'From the catalogue view, a moment behind a change. `sort=stock` puts the lowest first.',
    query: ListOwnProducts,
    answers: [{ status: 200, description: 'One page', schema: OwnProductPage }],
    problems: ['invalid-cursor', 'search-too-slow'],
  },
  (deps, { principal, query }) => listOwnProducts(deps, principal, query),
);

ownProductRoutes.serve(
  {
    method: 'post',
    path: '/api/products/{id}/restore',
    tag: 'Products',
    caller: 'vendor',
    scope: 'products:write',
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
  async ({ ask, catalogue }, { principal, params }, ctx) => {
    const product = await restoreProduct(ask, principal, params.id);
    await showOwn(catalogue, product);
    ctx.set('etag', productTag(product.version));
    return product;
  },
);

ownProductRoutes.serve(
  {
    method: 'get',
    path: '/api/products/{id}/stock/history',
    tag: 'Stock',
    caller: 'vendor or operator',
    scope: 'stock:history',
    summary: 'What happened to the stock of a product',
    params: IdPath,
    query: StockHistoryQuery,
    answers: [
      { status: 200, description: 'The newest first', schema: StockHistory },
    ],
    problems: ['product-not-found', 'stock-not-open'],
  },
  ({ ask }, { principal, params, query }) =>
    readStockHistory(ask, principal, params.id, query),
);
