import { z } from 'zod';
import { Instant } from '../fields';
import { AddressView } from './addresses';
import { CustomerView } from './views';

/** All that `customers` knows of a customer, but for hashes. */
export const CustomerExport = z.object({
  account: CustomerView.extend({
    /** How many devices are recognised at sign-in. */
    knownDevices: z.int(),
  }),
  addresses: z.array(AddressView),
  sessions: z.array(
    z.object({
      device: z.string().nullable(),
      createdAt: Instant,
      expiresAt: Instant,
      endedAt: Instant.nullable(),
    }),
  ),
  /** Mails that were asked for lately. */
  mailRequests: z.array(
    z.object({
      template: z.string(),
      to: z.string(),
      createdAt: Instant,
      expiresAt: Instant,
    }),
  ),
});
export type CustomerExport = z.infer<typeof CustomerExport>;
