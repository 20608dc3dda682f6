import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';
import { mailRequestedBy } from '../mail/requests';

export const sessionRevoked = defineEvent(
  'customers.session-revoked.v1',
  z.object({ customerId: Id, sessionId: Id }),
);

/** Whoever keeps something of this customer removes it. */
export const customerErased = defineEvent(
  'customers.customer-erased.v1',
  z.object({ customerId: Id, erasedAt: Instant }),
);

export const mailRequested = mailRequestedBy('customers');
