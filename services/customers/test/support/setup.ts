import type { CustomerView } from '@souk/contracts/customers/views';
import type { MailContact, MailTemplate } from '@souk/contracts/mail/requests';
import { readMail } from '@souk/platform/accounts/mails';
import { mailTokens } from '@souk/platform/accounts/mail-tokens';
import { newKeyPem, testIdentity } from '@souk/platform/testing/identity';
import { memoryMailStore } from '@souk/platform/testing/accounts/memory-mails';
import { memorySessionStore } from '@souk/platform/testing/accounts/memory-sessions';
import { testShell } from '@souk/platform/testing/shell';
import request from 'supertest';
import { createCustomersApp } from '../../src/app';
import { customerTokens } from '../../src/sessions/sessions';
import { memoryCustomerStore } from './memory-store';

const identity = testIdentity('customers');
const pem = newKeyPem();

const marketplace = identity.as({
  subject: 'marketplace',
  role: 'service',
  scopes: [
    'customers:register',
    'sessions:open',
    'sessions:read',
    'tokens:validate',
  ],
});

/** A token of the marketplace that names this customer. */
export const customer = (subject: string, sessionId: string) =>
  identity.as({
    subject,
    role: 'customer',
    scopes: ['customers:read', 'customers:write', 'sessions:close'],
    sessionId,
  });

export const ann = {
  name: 'Ann Larsen',
  email: 'ann@example.org',
  password: 'a horse, correctly',
};

/** The service on stores in memory; its clock moves only when set. */
export function setup() {
  const customers = memoryCustomerStore();
  const sessions = memorySessionStore();
  const mails = memoryMailStore();
  const clock = { now: new Date('2026-01-02T03:04:05.006Z') };
  let ids = 0;
  const mailing = {
    mails,
    mailTokens: mailTokens(identity.keys),
    now: () => clock.now,
  };
  const app = createCustomersApp({
    ...mailing,
    customers,
    sessions,
    tokens: customerTokens({ get: async () => pem }),
    newId: () => `id-${++ids}`,
    verify: identity.verify,
    keys: identity.keys,
    shell: testShell('customers'),
  });
  const api = request(app.callback());
  const post = (path: string, body?: object) =>
    api.post(path).set(marketplace).send(body);
  return { api, post, clock, customers, sessions, mailing, mails };
}
export type Souk = ReturnType<typeof setup>;

export const problem = (slug: string): object =>
  expect.objectContaining({ type: `/problems/${slug}` }) as object;

/** The newest mail of a kind, as its sender gets it. */
export async function mailOf(
  { mails, mailing }: Souk,
  template: MailTemplate,
): Promise<MailContact> {
  const request = mails.all().findLast((mail) => mail.template === template);
  return readMail(mailing, request?.id ?? 'none');
}

/** Registers and uses the link of the mail. */
export async function verified(souk: Souk, who = ann): Promise<CustomerView> {
  await souk.post('/registrations', who).expect(201);
  const { token } = await mailOf(souk, 'verify-email');
  const answer = await souk.post('/verifications', { token }).expect(200);
  return answer.body as CustomerView;
}
