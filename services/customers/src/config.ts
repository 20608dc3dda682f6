import { ServiceConfig } from '@souk/platform/config/config';
import { z } from 'zod';

export const CustomersConfig = ServiceConfig.extend({
  MONGODB_URI: z.string().min(1),
  MONGODB_DATABASE: z.string().min(1).default('customers'),
});
