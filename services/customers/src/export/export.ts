import type { CustomerExport } from '@souk/contracts/customers/export';
import type { SessionStore } from '@souk/platform/accounts/store';
import type { MailRequestStore } from '@souk/platform/mails/requests-store';
import { type AddressesDeps, listAddresses } from '../addresses/addresses';
import { customerView, existing } from '../customers/customers';

export interface ExportDeps extends AddressesDeps {
  sessions: SessionStore;
  mails: MailRequestStore;
}

/**
 * What an erasure would remove, for its owner to read.
 * @throws AppError `customer-not-found`.
 */
export async function exportCustomer(
  deps: ExportDeps,
  customerId: string,
): Promise<CustomerExport> {
  const customer = await existing(deps, customerId);
  const [{ items: addresses }, sessions, mails] = await Promise.all([
    listAddresses(deps, customerId),
    deps.sessions.everyOf(customerId),
    deps.mails.ofAccount(customerId),
  ]);
  return {
    account: {
      ...customerView(customer),
      knownDevices: customer.devices.length,
    },
    addresses,
    sessions: sessions.map(({ device, createdAt, expiresAt, revokedAt }) => ({
      device: device ?? null,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      endedAt: revokedAt?.toISOString() ?? null,
    })),
    mailRequests: mails.map(({ template, to, createdAt, expiresAt }) => ({
      template,
      to,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
  };
}
