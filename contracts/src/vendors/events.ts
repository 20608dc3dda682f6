import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';
import { mailRequestedBy } from '../mail/requests';

export const vendorRegistered = defineEvent(
  'vendors.vendor-registered.v1',
  z.object({ vendorId: Id, name: z.string(), registeredAt: Instant }),
);

export const sessionRevoked = defineEvent(
  'vendors.session-revoked.v1',
  z.object({ vendorId: Id, sessionId: Id }),
);

export const mailRequested = mailRequestedBy('vendors');
