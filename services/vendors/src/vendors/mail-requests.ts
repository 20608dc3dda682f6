import type { MailContact } from '@souk/contracts/mail/requests';
import { AppError } from '@souk/platform/http/errors';
import type { VendorsDeps } from './vendors';

/**
 * To whom a requested mail goes. @throws AppError `mail-request-not-found`.
 */
export async function readMailRequest(
  { vendors }: Pick<VendorsDeps, 'vendors'>,
  requestId: string,
): Promise<MailContact> {
  const vendor = await vendors.findByMailRequest(requestId);
  if (!vendor)
    throw new AppError(
      'not-found',
      'mail-request-not-found',
      `No account has the mail request ${requestId}`,
    );
  return { to: vendor.email, name: vendor.name };
}
