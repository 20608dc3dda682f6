import type { App } from '@souk/contracts/apps';
import {
  customerErased,
  mailRequested as customerMailRequested,
} from '@souk/contracts/customers/events';
import type { MailRequested } from '@souk/contracts/mail/requests';
import { mailRequested as vendorMailRequested } from '@souk/contracts/vendors/events';
import { on, type Subscription } from '@souk/platform/dapr/subscribe';
import { forgetAccount, noteRequest, type NoteDeps } from './mails/mails';

const ASKING = [
  ['vendors', vendorMailRequested],
  ['customers', customerMailRequested],
] as const satisfies [App, unknown][];

/**
 * Idempotent: a mail has one id per owner, request and template, and what is
 * gone is removed again.
 */
export const events = (deps: NoteDeps): Subscription[] => [
  ...ASKING.map(([owner, event]) =>
    on(event, (request: MailRequested) => noteRequest(deps, owner, request)),
  ),
  on(customerErased, ({ customerId }) =>
    forgetAccount(deps, 'customers', customerId),
  ),
];
