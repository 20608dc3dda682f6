import { MailPage, MailWithMessage } from '@souk/contracts/notifications/views';
import { until } from '@souk/platform/testing/until';
import {
  newVendor,
  operatorToken,
  type VendorAccount,
} from '../lib/souk/accounts';
import { allReady } from '../lib/souk/parts';
import { api, body, problem } from '../lib/souk/souk';

let ann: VendorAccount;
let token: string;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
  token = await operatorToken();
});

const keptFor = (accountId: string) =>
  until('the mail is kept', async () => {
    const answer = await api('GET', '/api/operations/mails?state=kept', {
      token,
    });
    return body(answer, 200, MailPage).items.find(
      (mail) => mail.accountId === accountId,
    );
  });

test('a new vendor is welcomed by one mail, which an operator of this machine reads', async () => {
  const { id, template, owner } = await keptFor(ann.id);
  expect([owner, template]).toEqual(['vendors', 'welcome-vendor']);
  const answer = await api('GET', `/api/operations/mails/${id}`, { token });
  const { message } = body(answer, 200, MailWithMessage);
  expect(message).toMatchObject({ to: ann.email, subject: 'Welcome to Souk' });
  const [link = ''] = /http:\S+/.exec(message?.text ?? '') ?? [];
  expect(new URL(link).pathname).toBe('/console');
  const page = await fetch(link, { headers: { accept: 'text/html' } });
  expect(page.status).toBe(200);
});

test('a mail that is sent again is kept again', async () => {
  const { id, attempts } = await keptFor(ann.id);
  const resent = await api('POST', `/api/operations/mails/${id}/resend`, {
    token,
  });
  expect(resent.status).toBe(200);
  await until('it was tried again', async () => {
    const answer = await api('GET', `/api/operations/mails/${id}`, { token });
    const mail = body(answer, 200, MailWithMessage);
    return mail.state === 'kept' && mail.attempts === attempts + 1;
  });
});

test('a vendor reads no mails, and a mail that is not there is not found', async () => {
  const refused = await api('GET', '/api/operations/mails', {
    token: ann.token,
  });
  expect(problem(refused, 403)).toBe('missing-scope');
  const missing = await api('GET', '/api/operations/mails/none', { token });
  expect(problem(missing, 404)).toBe('mail-not-found');
});
