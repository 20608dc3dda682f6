import { z } from 'zod';
import { defineEvent } from '../event';
import { Id } from '../fields';
import { mailRequestedBy } from '../mail/requests';

export const sessionRevoked = defineEvent(
  'customers.session-revoked.v1',
  z.object({ customerId: Id, sessionId: Id }),
);

export const mailRequested = mailRequestedBy('customers');
