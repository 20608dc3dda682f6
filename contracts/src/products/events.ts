import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';
import { Product } from './views';

/**
 * The whole product travels in its events, so that a reader needs nobody else;
 * `version` orders them.
 */
export const productCreated = defineEvent(
  'products.product-created.v1',
  Product,
);
export const productChanged = defineEvent(
  'products.product-changed.v1',
  Product,
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
