import { z } from 'zod';
import { defineCall } from '../call';
import { DigestQuery, RangeDigest } from '../digest';
import { IdempotencyKey, PageById } from '../fields';
import {
  AddProduct,
  ChangeProduct,
  FindOffers,
  OfferList,
  Product,
  ProductPage,
} from './views';

const app = 'products';
const byOwner = { app, scope: 'products:write', role: 'vendor' } as const;

export const addProduct = defineCall({
  ...byOwner,
  method: 'POST',
  path: '/addProduct',
  headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
  body: AddProduct,
  answer: Product,
  status: 201,
  refusals: [
    'duplicate-sku',
    'idempotency-key-reused',
    'too-many-products',
    'too-many-categories',
  ],
});

export const changeProduct = defineCall({
  ...byOwner,
  method: 'PATCH',
  path: '/products/{id}',
  headers: z.object({
    'if-match': z.string().max(200).optional(),
    'idempotency-key': IdempotencyKey.optional(),
  }),
  body: ChangeProduct,
  answer: Product,
  refusals: [
    'product-not-found',
    'stale-product',
    'product-archived',
    'duplicate-sku',
    'idempotency-key-reused',
    'too-many-categories',
  ],
});

export const archiveProduct = defineCall({
  ...byOwner,
  method: 'DELETE',
  path: '/products/{id}',
  repeatable: true,
  answer: z.void(),
  refusals: ['product-not-found'],
});

export const restoreProduct = defineCall({
  ...byOwner,
  method: 'POST',
  path: '/products/{id}/restore',
  repeatable: true,
  answer: Product,
  refusals: ['product-not-found', 'duplicate-sku', 'stale-product'],
});

/** Finds archived products too. */
export const readProduct = defineCall({
  app,
  method: 'GET',
  path: '/products/{id}',
  scope: 'products:read',
  answer: Product,
  refusals: ['product-not-found'],
});

/** Archived products too; leaves out unknown ones. */
export const findOffers = defineCall({
  app,
  method: 'POST',
  path: '/findOffers',
  repeatable: true,
  scope: 'products:read',
  body: FindOffers,
  answer: OfferList,
});

export const listProducts = defineCall({
  app,
  method: 'GET',
  path: '/products',
  scope: 'products:list',
  query: PageById,
  answer: ProductPage,
});

/** The state of a product is its version. */
export const digestProducts = defineCall({
  app,
  method: 'GET',
  path: '/digests/products',
  scope: 'products:list',
  query: DigestQuery,
  answer: RangeDigest,
});
