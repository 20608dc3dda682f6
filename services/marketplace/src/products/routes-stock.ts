import { Id } from '@souk/contracts/fields';
import { SetOnHand, StockLevel } from '@souk/contracts/inventory/views';
import {
  AvailabilityView,
  WarehouseQuery,
} from '@souk/contracts/marketplace/catalogue';
import { v7 as newId } from 'uuid';
import { stockTag, unchanged, versionIn } from './etag';
import { IdPath, IfMatch, IfNoneMatch, WithKey } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import { readAvailability, type ProductPageDeps } from './page';
import { readOwnStock, setStock } from './stock';

const tag = 'Stock';

export const stockRoutes = publicRoutes<ProductPageDeps>();

stockRoutes.serve(
  {
    method: 'get',
    path: '/api/products/{id}/availability',
    tag,
    caller: 'anyone',
    summary: 'What can be bought now',
    params: IdPath,
    query: WarehouseQuery,
    headers: IfNoneMatch,
    answers: [
      {
        status: 200,
        description: 'The level, of all warehouses or the one named',
        schema: AvailabilityView,
        headers: ['ETag'],
      },
      { status: 304, description: 'It has not changed' },
    ],
    cacheControl: 'no-cache',
    problems: [
      'product-not-found',
      'warehouse-not-found',
      'stock-not-open',
      'dependency-unavailable',
    ],
  },
  async (deps, { params, query, headers }, ctx) => {
    const level = await readAvailability(deps, params.id, query.warehouse);
    const etag = stockTag(level.version);
    ctx.set('etag', etag);
    if (unchanged(headers['if-none-match'], etag)) ctx.status = 304;
    return level;
  },
);

stockRoutes.serve(
  {
    method: 'get',
    path: '/api/products/{id}/stock',
    tag,
    caller: 'vendor or operator',
    scope: 'stock:read',
    summary: 'Read what is on hand and reserved',
    description: 'By warehouse, as its vendor and operators see it.',
    params: IdPath,
    answers: [
      {
        status: 200,
        description: 'The level',
        schema: StockLevel,
        headers: ['ETag'],
      },
    ],
    problems: ['product-not-found', 'stock-not-open'],
  },
  async ({ ask }, { principal, params }, ctx) => {
    const level = await readOwnStock(ask, principal, params.id);
    ctx.set('etag', stockTag(level.version));
    return level;
  },
);

stockRoutes.serve(
  {
    method: 'put',
    path: '/api/products/{id}/stock/{warehouseId}',
    tag,
    caller: 'vendor or operator',
    scope: 'stock:write',
    summary: 'Set what is on hand',
    params: IdPath.extend({ warehouseId: Id }),
    headers: IfMatch.extend(WithKey.shape),
    body: { schema: SetOnHand, example: { onHand: 25 } },
    answers: [
      {
        status: 200,
        description: 'The new level',
        schema: StockLevel,
        headers: ['ETag'],
      },
    ],
    problems: [
      'product-not-found',
      'warehouse-not-found',
      'product-archived',
      'stale-stock',
      'below-reserved',
      'idempotency-key-reused',
    ],
  },
  async ({ ask }, { principal, params, headers, body }, ctx) => {
    const level = await setStock(ask, principal, {
      productId: params.id,
      warehouseId: params.warehouseId,
      level: body,
      expected: versionIn(headers['if-match'], 's'),
      operationId: headers['idempotency-key'] ?? newId(),
    });
    ctx.set('etag', stockTag(level.version));
    return level;
  },
);
