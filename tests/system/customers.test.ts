import { SessionView } from '@souk/contracts/accounts';
import { CustomerView } from '@souk/contracts/customers/views';
import { SessionInfo } from '@souk/contracts/marketplace/sessions';
import { newVendor } from '../lib/souk/accounts';
import { newCustomer, type CustomerAccount } from '../lib/souk/customers';
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
