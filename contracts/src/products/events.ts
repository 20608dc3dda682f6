import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';
import { HeardProduct } from './views';

/**
 * These events carry the product, so that most subscribers need no other call;
 * `version` orders them. A description above 2 kB is left out: who needs it
 * calls `readProduct`.
 */
export const AnnouncedProduct = HeardProduct.extend({
  description: z.string().optional(),
});
export type AnnouncedProduct = z.infer<typeof AnnouncedProduct>;

export const productCreated = defineEvent(
  'products.product-created.v1',
  AnnouncedProduct,
);
export const productChanged = defineEvent(
  'products.product-changed.v1',
  AnnouncedProduct,
);
export const productArchived = defineEvent(
  'products.product-archived.v1',
  z.object({
    id: Id,
    vendorId: Id,
    version: z.int().positive(),
    archivedAt: Instant,
  }),
);
