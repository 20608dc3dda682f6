import { readMailRequest as ofCustomers } from '@souk/contracts/customers/calls';
import type {
  mailRequestCall,
  MailContact,
} from '@souk/contracts/mail/requests';
import { readMailRequest as ofVendors } from '@souk/contracts/vendors/calls';
import type { Ask } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';

const CALLS = new Map<string, ReturnType<typeof mailRequestCall>>([
  ['vendors', ofVendors],
  ['customers', ofCustomers],
]);

/**
 * To whom a mail goes; undefined when its owner no longer knows of it.
 * @throws AppError when the owner does not answer.
 */
export type FindContact = (
  owner: string,
  requestId: string,
) => Promise<MailContact | undefined>;

export const contactFinder =
  (ask: Ask): FindContact =>
  async (owner, requestId) => {
    const call = CALLS.get(owner);
    if (!call) throw new Error(`Mails of ${owner} are not known here`);
    try {
      return await ask(call, { params: { requestId } });
    } catch (err) {
      if (err instanceof AppError && err.slug === 'mail-request-not-found')
        return undefined;
      throw err;
    }
  };
