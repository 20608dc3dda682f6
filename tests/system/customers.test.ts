import { OpenSessionList, SessionView } from '@souk/contracts/accounts/views';
import { CustomerView } from '@souk/contracts/customers/views';
import { SessionInfo } from '@souk/contracts/marketplace/sessions';
import { until } from '@souk/platform/testing/until';
import { newVendor } from '../lib/souk/accounts';
import {
  newCustomer,
  tokenOfMail,
  type CustomerAccount,
} from '../lib/souk/customers';
import { allReady } from '../lib/souk/parts';
import { api, body, problem } from '../lib/souk/souk';

let cleo: CustomerAccount;

beforeAll(async () => {
  await allReady();
  cleo = await newCustomer();
});

const me = (call: object) => api('GET', '/api/customers/me', call);

test('a customer verifies the address, signs in, goes on with the session and ends it', async () => {
  const { email, password, name, id } = cleo;
  const signIn = await api('POST', '/api/customers/sessions', {
    body: { email, password },
  });
  const { refreshToken } = body(signIn, 201, SessionView);
  const { accessToken: token } = body(
    await api('POST', '/api/customers/sessions/refresh', {
      body: { refreshToken },
    }),
    201,
    SessionView,
  );
  expect(body(await me({ token }), 200, CustomerView)).toMatchObject({
    id,
    name,
    email,
  });
  const ended = await api('DELETE', '/api/customers/sessions/current', {
    token,
  });
  expect(ended.status).toBe(204);
  expect(problem(await me({ token }), 401)).toBe('session-revoked');
});

test('a customer is signed in at a browser, beside vendors with the same address', async () => {
  const { email, password, name, id } = cleo;
  const asCustomer = { email, password, role: 'customer' };
  const signedIn = await api('POST', '/api/session', { body: asCustomer });
  const info = body(signedIn, 201, SessionInfo);
  expect(info).toMatchObject({
    role: 'customer',
    customer: { id, name, email },
  });
  const cookie = signedIn.headers['set-cookie']?.split(';')[0] ?? '';
  expect(body(await me({ headers: { cookie } }), 200, CustomerView).id).toBe(
    id,
  );
  const asVendor = await api('POST', '/api/session', {
    body: { email, password },
  });
  expect(problem(asVendor, 401)).toBe('wrong-credentials');
  const page = { cookie, 'x-csrf-token': info.csrfToken };
  const signOut = await api('DELETE', '/api/session', { headers: page });
  expect(signOut.status).toBe(204);
  expect(problem(await me({ headers: { cookie } }), 401)).toBe(
    'session-revoked',
  );
});

test('neither customers nor vendors may do what only the others may', async () => {
  const { token } = await newVendor();
  expect(problem(await me({ token }), 403)).toBe('missing-scope');
  const asked = await api('GET', '/api/vendors/me', { token: cleo.token });
  expect(problem(asked, 403)).toBe('missing-scope');
});

test.each(['vendors', 'customers'] as const)(
  'one of the %s sets a new password by a mailed link, which ends every session',
  async (kind) => {
    const account = await (kind === 'vendors' ? newVendor() : newCustomer());
    const { email, token } = account;
    const resets = `/api/${kind}/password-resets`;
    for (const to of [email, `nobody-${email}`]) {
      const asked = await api('POST', resets, { body: { email: to } });
      expect([asked.status, asked.text]).toEqual([202, '']);
    }
    const link = await tokenOfMail(kind, email, 'reset-password');
    const set = (password: string) =>
      api('PUT', resets, { body: { token: link, password } });
    expect(problem(await set('password1'), 422)).toBe('weak-password');
    expect((await set('quite another sentence')).status).toBe(204);
    expect(problem(await set('one more sentence'), 422)).toBe('invalid-link');
    await until('the old session has ended', async () => {
      const { status } = await api('GET', `/api/${kind}/me`, { token });
      return status === 401;
    });
    const signIn = await api('POST', `/api/${kind}/sessions`, {
      body: { email, password: 'quite another sentence' },
    });
    expect(signIn.status).toBe(201);
  },
);

test('a customer sees where the account is signed in, and ends the others', async () => {
  const { token, email, password } = await newCustomer();
  const other = body(
    await api('POST', '/api/customers/sessions', { body: { email, password } }),
    201,
    SessionView,
  ).accessToken;
  const sessions = (call: object) => ({ token, ...call });
  const path = '/api/customers/me/sessions';
  const listed = async () =>
    body(await api('GET', path, sessions({})), 200, OpenSessionList).items;
  expect((await listed()).map(({ current }) => current)).toEqual([false, true]);
  expect((await api('DELETE', path, sessions({}))).status).toBe(204);
  expect(await listed()).toMatchObject([{ current: true }]);
  await until('the other one has ended', async () => {
    return (await me({ token: other })).status === 401;
  });
  const strangers = await newCustomer('Dora');
  const [mine] = await listed();
  const refused = await api('DELETE', `${path}/${mine!.id}`, {
    token: strangers.token,
  });
  expect(problem(refused, 404)).toBe('session-not-found');
});
