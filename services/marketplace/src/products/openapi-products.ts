import {
  AvailabilityView,
  CataloguePage,
  ListProducts,
  ProductView,
  WarehouseQuery,
} from '@souk/contracts/marketplace/catalogue';
import { Id } from '@souk/contracts/fields';
import { SetOnHand, StockLevel } from '@souk/contracts/inventory/views';
import {
  AddProduct,
  ChangeProduct,
  Product,
} from '@souk/contracts/products/views';
import { IdempotencyKey } from '@souk/contracts/fields';
import { z } from 'zod';
import {
  IdPath,
  IfMatch,
  IfNoneMatch,
  type Operation,
} from '../http/operation';

const AddHeaders = z.object({
  'idempotency-key': IdempotencyKey.optional().describe(
    'Chosen by you; the same key again answers with the same product',
  ),
});

const example = {
  name: 'Walnut bowl',
  description: 'Turned by hand from one piece of wood.',
  category: 'Kitchen',
  price: { amountMinor: 4200, currency: 'EUR' },
  sku: 'BOWL-1',
  images: ['https://images.example.com/bowl.jpg'],
  attributes: { Wood: 'Walnut' },
};

const products: Operation[] = [
  {
    method: 'get',
    path: '/api/products',
    tag: 'Products',
    caller: 'anyone',
    summary: 'List and search products',
    description:
      'Pages of at most 100 follow one another by `next` → `after`. `q` wants every word at the beginning of a word of the name. Prices are minor units and ' +
      'are compared as numbers, whatever the currency. `stock.asOf` says how old the figure is.',
    query: ListProducts,
    answers: [{ status: 200, description: 'One page', schema: CataloguePage }],
    problems: ['invalid-cursor', 'dependency-unavailable'],
  },
  {
    method: 'post',
    path: '/api/products',
    tag: 'Products',
    caller: 'vendor',
    summary: 'Add a product',
    description:
      'It belongs to the vendor of the token. Without `initialStock` it opens with nothing in the first warehouse.',
    headers: AddHeaders,
    body: { schema: AddProduct, example },
    answers: [
      {
        status: 201,
        description: 'The product',
        schema: Product,
        headers: ['Location', 'ETag'],
      },
    ],
    problems: ['duplicate-sku', 'idempotency-key-reused'],
  },
  {
    method: 'get',
    path: '/api/products/{id}',
    tag: 'Products',
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
    problems: [
      'product-not-found',
      'warehouse-not-found',
      'dependency-unavailable',
    ],
  },
  {
    method: 'patch',
    path: '/api/products/{id}',
    tag: 'Products',
    caller: 'vendor',
    summary: 'Change a product',
    description:
      'What is left out stays as it is; `"sku": null` takes the SKU away.',
    params: IdPath,
    headers: IfMatch,
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
    ],
  },
  {
    method: 'delete',
    path: '/api/products/{id}',
    tag: 'Products',
    caller: 'vendor',
    summary: 'Archive a product',
    description:
      'It is no longer shown and its SKU is free. Doing it again changes nothing.',
    params: IdPath,
    answers: [{ status: 204, description: 'It is archived' }],
    problems: ['product-not-found'],
  },
];

const stock: Operation[] = [
  {
    method: 'get',
    path: '/api/products/{id}/availability',
    tag: 'Stock',
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
    problems: [
      'product-not-found',
      'warehouse-not-found',
      'stock-not-open',
      'dependency-unavailable',
    ],
  },
  {
    method: 'put',
    path: '/api/products/{id}/stock/{warehouseId}',
    tag: 'Stock',
    caller: 'vendor or operator',
    summary: 'Set what is on hand',
    params: IdPath.extend({ warehouseId: Id }),
    headers: IfMatch,
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
    ],
  },
];

export const productOperations: Operation[] = [...products, ...stock];
