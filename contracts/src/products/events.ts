import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';
import { HeardProduct } from './views';

/**
 * These events carry the whole product, so a subscriber needs no other call;
 * `version` orders them.
 */
export const productCreated = defineEvent(
  'products.product-created.v1',
  HeardProduct,
);
export const productChanged = defineEvent(
  'products.product-changed.v1',
  HeardProduct,
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
