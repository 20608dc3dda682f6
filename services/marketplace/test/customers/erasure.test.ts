import type { SessionInfo } from '@souk/contracts/marketplace/sessions';
import { delivery } from '@souk/platform/testing/sidecar';
import { market, NOW, refusing, type Answers } from '../support/market';

const ERASE = 'POST customers/erasures';
const READ = 'GET customers/sessions/s-1';
const owner = {
  customer: {
    id: 'cleo',
    name: 'Cleo',
    email: 'cleo@example.com',
    createdAt: NOW.toISOString(),
  },
  sessionId: 's-1',
  validUntil: '2026-02-01T00:00:00.000Z',
};
const password = 'correct horse';

/** A marketplace, and the headers of a page on which Cleo is signed in. */
async function signedIn(answers: Answers = {}) {
  const souk = market({
    'POST customers/browserSessions': owner,
    [READ]: owner,
    'GET customers/customers/me': owner.customer,
    [ERASE]: () => undefined,
    ...answers,
  });
  const { api } = souk;
  const answer = await api
    .post('/api/session')
    .send({ role: 'customer', email: owner.customer.email, password })
    .expect(201);
  const { csrfToken } = answer.body as SessionInfo;
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  const page = { cookie, 'x-csrf-token': csrfToken };
  await api.get('/api/customers/me').set(page).expect(200);
  return { ...souk, page };
}

it('erases the account, ends its cached session and takes the cookie away', async () => {
  const { api, page, to } = await signedIn();
  const gone = await api
    .delete('/api/customers/me')
    .set(page)
    .send({ password })
    .expect(204);
  expect(to(ERASE)).toMatchObject([{ body: { password } }]);
  expect(String(gone.headers['set-cookie'])).toMatch(
    /^__Host-souk=; path=\/; expires=Thu, 01 Jan 1970/,
  );
  const after = await api.get('/api/customers/me').set(page).expect(401);
  expect(after.body).toMatchObject({ type: '/problems/session-revoked' });
});

it.each([
  ['a wrong password', { password: 'wrong' }, 'wrong-password'],
  ['no password', {}, 'invalid-input'],
])('%s erases nothing', async (_what, body, slug) => {
  const { api, page } = await signedIn({
    [ERASE]: refusing('invalid', 'wrong-credentials'),
  });
  const refused = await api
    .delete('/api/customers/me')
    .set(page)
    .send(body)
    .expect(422);
  expect(refused.body).toMatchObject({
    type: `/problems/${slug}`,
    errors: [{ path: 'password' }],
  });
  expect(refused.headers['set-cookie']).toBeUndefined();
  await api.get('/api/customers/me').set(page).expect(200);
});

it('needs the token of a page of ours', async () => {
  const { api, page, to } = await signedIn();
  await api
    .delete('/api/customers/me')
    .set({ cookie: page.cookie })
    .send({ password })
    .expect(403);
  expect(to(ERASE)).toEqual([]);
});

it('ends the cached sessions of a customer who was erased at another replica', async () => {
  const { api, page } = await signedIn();
  const { path, headers, body } = delivery('customers.customer-erased.v1', {
    customerId: 'cleo',
    erasedAt: NOW.toISOString(),
  });
  await api
    .post(path)
    .set(headers)
    .send(body)
    .expect(200, { status: 'SUCCESS' });
  await api.get('/api/customers/me').set(page).expect(401);
});
