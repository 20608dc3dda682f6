import type { MailContact } from '@souk/contracts/mail/requests';
import { type MailsDeps, readMail } from '@souk/platform/mails/mails';
import type { VendorsDeps } from './vendors';

/**
 * To whom a requested mail goes. @throws AppError `mail-request-not-found`.
 */
export async function readMailRequest(
  deps: Pick<VendorsDeps, 'vendors'> & MailsDeps,
  requestId: string,
): Promise<MailContact> {
  const vendor = await deps.vendors.findByMailRequest(requestId);
  if (!vendor) return readMail(deps, requestId);
  return { to: vendor.email, name: vendor.name };
}
