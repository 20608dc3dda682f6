import type { CustomerView } from '@souk/contracts/customers/views';
import type { MailContact, MailTemplate } from '@souk/contracts/mail/requests';
import { memoryAccountParts } from '@souk/platform/testing/accounts/parts';
import { newKeyPem, testIdentity } from '@souk/platform/testing/identity';
import { testShell } from '@souk/platform/testing/shell';
import request from 'supertest';
import { createCustomersApp } from '../../src/app';
import { customerTokens } from '../../src/sessions/sessions';
import {
  memoryAddressStore,
  memoryCustomerStore,
  memoryErasureStore,
} from './memory-store';

const identity = testIdentity('customers');
const pem = newKeyPem();

export const marketplace = identity.as({
  subject: 'marketplace',
  role: 'service',
  scopes: [
    'customers:register',
    'sessions:open',
    'sessions:read',
    'tokens:validate',
    'passwords:reset',
    'contact:read',
  ],
});

/** A token of the marketplace that names this customer. */
export const customer = (subject: string, sessionId: string) =>
  identity.as({
    subject,
    role: 'customer',
    scopes: [
      'customers:read',
      'customers:write',
      'account:read',
      'account:write',
      'addresses:read',
      'addresses:write',
      'sessions:close',
    ],
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
  const parts = memoryAccountParts(identity.keys);
  const { sessions, mails, tries } = parts;
  const addresses = memoryAddressStore();
  const erasures = memoryErasureStore();
  const stores = { customers, addresses, erasures, sessions, mails, tries };
  const clock = { now: new Date('2026-01-02T03:04:05.006Z') };
  let ids = 0;
  const now = () => clock.now;
  const app = createCustomersApp({
    ...parts,
    ...stores,
    now,
    tokens: customerTokens({ get: async () => pem }),
    newId: () => `id-${++ids}`,
    verify: identity.verify,
    keys: identity.keys,
    shell: testShell('customers'),
  });
  const api = request(app.callback());
  const post = (path: string, body?: object) =>
    api.post(path).set(marketplace).send(body);
  return { api, post, clock, now, ...stores };
}
export type Souk = ReturnType<typeof setup>;

export const problem = (slug: string): object =>
  expect.objectContaining({ type: `/problems/${slug}` }) as object;

/** The newest mail of a kind, as its sender gets it. */
export async function mailOf(
  { api, mails }: Souk,
  template: MailTemplate,
): Promise<MailContact> {
  const { id = 'none' } =
    mails.all().findLast((mail) => mail.template === template) ?? {};
  const answer = await api.get(`/mail-requests/${id}`).set(marketplace);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as MailContact;
}

/** How many mails of a kind are really to be sent. */
export const sentOf = ({ mails, customers }: Souk, template: MailTemplate) =>
  [...mails.facts, ...customers.facts].filter(
    ({ data }) => (data as { template?: string }).template === template,
  ).length;

/** Registers and uses the link of the mail. */
export async function verified(souk: Souk, who = ann): Promise<CustomerView> {
  await souk.post('/registrations', who).expect(201);
  const { token } = await mailOf(souk, 'verify-email');
  const answer = await souk.post('/verifications', { token }).expect(200);
  return answer.body as CustomerView;
}
