import { SessionInfo } from '@souk/contracts/marketplace/sessions';
import { MailPage } from '@souk/contracts/notifications/views';
import { until } from '@souk/platform/testing/until';
import { strFromU8, unzipSync } from 'fflate';
import { randomUUID } from 'node:crypto';
import {
  newProduct,
  newVendor,
  opened,
  operatorToken,
} from '../lib/souk/accounts';
import { newCustomer } from '../lib/souk/customers';
import { allReady, originOf } from '../lib/souk/parts';
import { api, body, problem, type Call } from '../lib/souk/souk';
import { logsWith, placesOf } from '../lib/souk/stores';

const ME = '/api/customers/me';
const street = `${randomUUID()} Street`;
const phone = '+442079460018';

beforeAll(() => allReady());

/** The mails that notifications knows of an account. */
async function mailsTo(accountId: string): Promise<number> {
  const answer = await api('GET', '/api/operations/mails?limit=100', {
    token: await operatorToken(),
  });
  return body(answer, 200, MailPage).items.filter(
    (mail) => mail.accountId === accountId,
  ).length;
}

/** The texts of the files in the export, by name. */
async function exportOf(token: string): Promise<Record<string, string>> {
  const answer = await fetch(`${originOf('marketplace')}${ME}/export`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/);
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]),
  );
}

/** A customer who has given all that can be given. */
async function known() {
  const cleo = await newCustomer(`Cleo ${randomUUID()}`);
  const { email, name, token } = cleo;
  const send = async (method: string, path: string, call: Call) => {
    const { status } = await api(method, path, { token, ...call });
    expect([200, 201, 202]).toContain(status);
  };
  const address = { name, lines: [street], city: 'London', phone };
  await send('POST', `${ME}/addresses`, {
    body: { ...address, country: 'GB', postalCode: 'N1 9GU' },
  });
  const vendor = await newVendor();
  for (const list of ['lines', 'saved']) {
    const { id } = await newProduct(vendor);
    await opened(id);
    await send('PUT', `/api/cart/lines/${id}`, { body: { quantity: 2 } });
    if (list === 'saved') await send('PUT', `/api/cart/saved/${id}`, {});
  }
  await send('POST', '/api/customers/password-resets', { body: { email } });
  await until(
    'both mails are known',
    async () => (await mailsTo(cleo.id)) === 2,
  );
  return cleo;
}

test('what is known of a customer is in no store once the account is deleted', async () => {
  const cleo = await known();
  const { id, email, password, name } = cleo;
  const personal = [email, name, street];
  const before = await placesOf(...personal);
  // No event has ever said more than an id.
  expect(new Set(before)).toEqual(
    new Set([
      'customers.addresses',
      'customers.customers',
      'customers.mail-requests',
    ]),
  );
  const kept = await placesOf(id);
  expect(kept).toContain('orders.carts');
  expect(kept).toContain('notifications.mails');

  const all = await exportOf(cleo.token);
  for (const text of [...personal, phone])
    expect(Object.values(all).join()).toContain(text);
  expect(JSON.parse(all['cart.json']!)).toMatchObject({
    lines: [{ quantity: 2 }],
    saved: [{ quantity: 2 }],
  });
  expect(JSON.parse(all['mails.json']!)).toHaveLength(2);

  const wrong = await api('DELETE', ME, {
    token: cleo.token,
    body: { password: 'wrong' },
  });
  expect(problem(wrong, 422)).toBe('wrong-password');
  const signedIn = await api('POST', '/api/session', {
    body: { email, password, role: 'customer' },
  });
  const { csrfToken } = body(signedIn, 201, SessionInfo);
  const cookie = signedIn.headers['set-cookie']?.split(';')[0] ?? '';
  const gone = await api('DELETE', ME, {
    headers: { cookie, 'x-csrf-token': csrfToken },
    body: { password },
  });
  expect(gone.status).toBe(204);
  expect(gone.headers['set-cookie']).toMatch(/^__Host-souk=;/);

  expect(await placesOf(...personal)).toEqual([]);
  expect(logsWith(...personal)).toEqual([]);
  const inDatabases = async () =>
    (await placesOf(id)).filter((place) => !place.startsWith('eventsRedis:'));
  await until(
    'every service has removed what it had',
    async () => (await inDatabases()).length === 1,
  );
  expect(await inDatabases()).toEqual(['customers.erasures']);
  for (const call of [{ token: cleo.token }, { headers: { cookie } }])
    expect(problem(await api('GET', ME, call), 401)).toBe('session-revoked');
});

test('the address of a deleted account is free for a new one', async () => {
  const { token, email, password, id } = await newCustomer();
  const gone = await api('DELETE', ME, { token, body: { password } });
  expect(gone.status).toBe(204);
  const signIn = await api('POST', '/api/customers/sessions', {
    body: { email, password },
  });
  expect(problem(signIn, 401)).toBe('wrong-credentials');
  const again = await newCustomer('Cleo', email);
  expect(again.id).not.toBe(id);
});

test('nobody but a customer exports or deletes a customer', async () => {
  const vendor = await newVendor();
  for (const token of [vendor.token, await operatorToken()]) {
    const read = await api('GET', `${ME}/export`, { token });
    expect(problem(read, 403)).toBe('missing-scope');
    const call = { token, body: { password: vendor.password } };
    expect(problem(await api('DELETE', ME, call), 403)).toBe('missing-scope');
  }
});
