import { randomUUID } from 'node:crypto';
import { SessionView } from '@souk/contracts/accounts/views';
import { CustomerView } from '@souk/contracts/customers/views';
import type { MailTemplate } from '@souk/contracts/mail/requests';
import { mailTokens } from '@souk/platform/mails/tokens';
import { signingKeys } from '@souk/platform/auth/keys';
import { inDatabase } from './ledger';
import { api, body, secrets } from './souk';

export interface CustomerAccount {
  id: string;
  name: string;
  email: string;
  password: string;
  token: string;
  refreshToken: string;
}

/** The token in the link of the newest mail of a kind, as it is sent. */
export async function tokenOfMail(
  app: 'customers' | 'vendors',
  to: string,
  template: MailTemplate,
): Promise<string> {
  const newest = await inDatabase(app, (db) =>
    db
      .collection<{ _id: string }>('mail-requests')
      .findOne({ to, template }, { sort: { createdAt: -1 } }),
  );
  if (!newest) throw new Error(`There is no mail ${template} to ${to}`);
  const pem = secrets()[`${app}-signing-key`] ?? '';
  return mailTokens(async () => signingKeys(pem)).of(newest._id);
}

/** A new customer whose address is verified, signed in. */
export async function newCustomer(
  name = 'Cleo',
  email = `${randomUUID()}@customers.example`,
): Promise<CustomerAccount> {
  const account = {
    name,
    email,
    password: `pass ${randomUUID()}`,
  };
  const asked = await api('POST', '/api/customers', { body: account });
  if (asked.status !== 201) throw new Error(asked.text);
  const token = await tokenOfMail('customers', account.email, 'verify-email');
  const { id } = body(
    await api('POST', '/api/customers/verifications', { body: { token } }),
    200,
    CustomerView,
  );
  const { password } = account;
  const session = body(
    await api('POST', '/api/customers/sessions', { body: { email, password } }),
    201,
    SessionView,
  );
  return {
    id,
    ...account,
    token: session.accessToken,
    refreshToken: session.refreshToken,
  };
}
