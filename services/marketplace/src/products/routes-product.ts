import {
  ProductView,
  WarehouseQuery,
} from '@souk/contracts/marketplace/catalogue';
import { ChangeProduct, Product } from '@souk/contracts/products/views';
import { pageTag, productTag, unchanged, versionIn } from './etag';
import { IdPath, IfMatch, IfNoneMatch, WithKey } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import { readProduct, type ProductPageDeps } from './page';
import {
  archiveProduct,
  changeProduct,
  findProduct,
  showOwn,
} from './products';

const tag = 'Products';
const path = '/api/products/{id}';

export const oneProductRoutes = publicRoutes<ProductPageDeps>();

oneProductRoutes.serve(
  {
    method: 'get',
    path,
    tag,
    caller: 'anyone',
    summary: 'One product with its stock',
    description:
      'Stock is asked live. If it cannot be told in time, `stock` is null and `stockProblem` says why.',
    params: IdPath,
    query: WarehouseQuery,
    headers: IfNoneMatch,
    answers: [
      {
        status: 200,
        description: 'The product',
        schema: ProductView,
        headers: ['ETag'],
      },
      { status: 304, description: 'Nothing of it has changed' },
    ],
    cacheControl: 'no-cache',
    problems: [
      'product-not-found',
      'warehouse-not-found',
      'dependency-unavailable',
    ],
  },
  async (deps, { params, query, headers }, ctx) => {
    const page = await readProduct(deps, params.id, query.warehouse);
    const etag = pageTag(page);
    ctx.set('etag', etag);
    if (unchanged(headers['if-none-match'], etag)) ctx.status = 304;
    return page;
  },
);

oneProductRoutes.serve(
  {
    method: 'patch',
    path,
    tag,
    caller: 'vendor',
    scope: 'products:write',
    summary: 'Change a product',
    description:
      'What is left out stays as it is; `"sku": null` takes the SKU away.',
    params: IdPath,
    headers: IfMatch.extend(WithKey.shape),
    body: {
      schema: ChangeProduct,
      example: { price: { amountMinor: 3900, currency: 'EUR' } },
    },
    answers: [
      {
        status: 200,
        description: 'The product as it is now',
        schema: Product,
        headers: ['ETag'],
      },
    ],
    problems: [
      'product-not-found',
      'stale-product',
      'product-archived',
      'duplicate-sku',
      'idempotency-key-reused',
      'too-many-categories',
    ],
  },
  async ({ ask, catalogue }, { principal, params, headers, body }, ctx) => {
    const product = await changeProduct(ask, principal, params.id, body, {
      expected: versionIn(headers['if-match'], 'p'),
      key: headers['idempotency-key'],
    });
    await showOwn(catalogue, product);
    ctx.set('etag', productTag(product.version));
    return product;
  },
);

oneProductRoutes.serve(
  {
    method: 'delete',
    path,
    tag,
    caller: 'vendor',
    scope: 'products:write',
    summary: 'Archive a product',
    description:
      'It is no longer shown and its SKU is free. Doing it again changes nothing.',
    params: IdPath,
    answers: [{ status: 204, description: 'It is archived' }],
    problems: ['product-not-found'],
  },
  async ({ ask, catalogue }, { principal, params }) => {
    await archiveProduct(ask, principal, params.id);
    const archived = await findProduct(ask, params.id).catch(() => undefined);
    if (archived) await showOwn(catalogue, archived);
  },
);
