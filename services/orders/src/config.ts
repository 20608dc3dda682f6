import { ServiceConfig } from '@souk/platform/config/config';
import { z } from 'zod';

export const OrdersConfig = ServiceConfig.extend({
  MONGODB_URI: z.string().min(1),
  MONGODB_DATABASE: z.string().min(1).default('orders'),
  /** `false` where vendors' prices come without tax, as in the United States. */
  PRICES_INCLUDE_TAX: z
    .enum(['true', 'false'])
    .default('true')
    .transform((value) => value === 'true'),
});
