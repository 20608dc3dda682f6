import { ServiceConfig } from '@souk/platform/config/config';
import { z } from 'zod';

export const ProductsConfig = ServiceConfig.extend({
  MONGODB_URI: z.string().min(1),
  MONGODB_DATABASE: z.string().min(1).default('products'),
  /** Archived products count. */
  MAX_PRODUCTS_PER_VENDOR: z.coerce.number().int().min(1).default(20_000),
  MAX_CATEGORIES_PER_VENDOR: z.coerce.number().int().min(1).default(200),
});
