import {
  CataloguePage,
  ListProducts,
} from '@souk/contracts/marketplace/catalogue';
import { IdempotencyKey } from '@souk/contracts/fields';
import { AddProduct, Product } from '@souk/contracts/products/views';
import { z } from 'zod';
import type { CatalogueStore } from '../catalogue/view/store';
import { productTag } from './etag';
import { publicRoutes } from '../http/public-routes';
import type { Ask } from '@souk/platform/dapr/ask';
import { addProduct, showOwn } from './products';

export interface ProductRoutesDeps {
  ask: Ask;
  catalogue: CatalogueStore;
  listProducts: (query: ListProducts) => Promise<CataloguePage>;
}

const tag = 'Products';

export const productRoutes = publicRoutes<ProductRoutesDeps>();

productRoutes.serve(
  {
    method: 'get',
    path: '/api/products',
    tag,
    caller: 'anyone',
    summary: 'List and search products',
    description:
      'Pages of at most 100 follow one another by `next` → `after`. `q` wants every word at the beginning of a word of the name; its first eight words count, and of its matches the newest 10,000. Prices are minor units and ' +
      'are compared as numbers, whatever the currency. `stock.asOf` says how old the figure is.',
    query: ListProducts,
    answers: [{ status: 200, description: 'One page', schema: CataloguePage }],
    cacheControl: 'no-cache',
    problems: ['invalid-cursor', 'dependency-unavailable', 'search-too-slow'],
  },
  ({ listProducts }, { query }) => listProducts(query),
);

productRoutes.serve(
  {
    method: 'post',
    path: '/api/products',
    tag,
    caller: 'vendor',
    scope: 'products:write',
    summary: 'Add a product',
    description:
      'It belongs to the vendor of the token. Without `initialStock` it opens with nothing in the first warehouse.',
    headers: z.object({
      'idempotency-key': IdempotencyKey.optional().describe(
        'Chosen by you; the same key again answers with the same product',
      ),
    }),
    body: {
      schema: AddProduct,
      example: {
        name: 'Walnut bowl',
        description: 'Turned by hand from one piece of wood.',
        category: 'Kitchen',
        price: { amountMinor: 4200, currency: 'EUR' },
        sku: 'BOWL-1',
        images: ['https://images.example.com/bowl.jpg'],
        attributes: { Wood: 'Walnut' },
      },
    },
    answers: [
      {
        status: 201,
        description: 'The product',
        schema: Product,
        headers: ['Location', 'ETag'],
      },
    ],
    problems: [
      'duplicate-sku',
      'idempotency-key-reused',
      'too-many-products',
      'too-many-categories',
    ],
  },
  async ({ ask, catalogue }, { principal, headers, body }, ctx) => {
    const key = headers['idempotency-key'];
    const product = await addProduct(ask, principal, body, key);
    await showOwn(catalogue, product);
    ctx.set({
      location: `/api/products/${product.id}`,
      etag: productTag(product.version),
    });
    return product;
  },
);
