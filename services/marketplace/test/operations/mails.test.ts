import { signInOperator } from '../../src/identity/operators';
import { ownKeys } from '../../src/identity/keys';
import { as, market, OPERATOR_KEY, refusing } from '../support/market';

const mail = {
  id: 'm-1',
  owner: 'vendors',
  template: 'welcome-vendor',
  accountId: 'v-1',
  state: 'failed',
  receivedAt: '2026-01-02T03:04:05.000Z',
  attempts: 1,
  nextTryAt: null,
  settledAt: '2026-01-02T03:04:06.000Z',
  problem: 'the mail server refused it: 550 5.1.1',
};
const counts = { waiting: 0, sent: 0, kept: 0, failed: 1, dropped: 0 };
const page = { items: [mail], next: null, counts };

async function operated(answers: Record<string, unknown>) {
  const made = market(answers);
  const { accessToken } = await signInOperator(
    ownKeys(made.deps.secrets),
    OPERATOR_KEY,
  );
  return { ...made, bearer: { authorization: `Bearer ${accessToken}` } };
}

it('lists mails, reads one and sends it again', async () => {
  const { api, bearer } = await operated({
    'GET notifications/mails?state=failed&limit=50': page,
    'GET notifications/mails/m-1': { ...mail, message: null },
    'POST notifications/mails/m-1/resend': { ...mail, state: 'waiting' },
  });
  const path = '/api/operations/mails';
  await api.get(`${path}?state=failed`).set(bearer).expect(200, page);
  await api
    .get(`${path}/m-1`)
    .set(bearer)
    .expect(200, { ...mail, message: null });
  await api
    .post(`${path}/m-1/resend`)
    .set(bearer)
    .expect(200, { ...mail, state: 'waiting' });
});

it('refuses a vendor, a strange filter, and a mail that is not there', async () => {
  const { api, bearer } = await operated({
    'GET notifications/mails/m-9': refusing('not-found', 'mail-not-found'),
  });
  const path = '/api/operations/mails';
  await api.get(path).expect(401);
  await api.get(path).set(as('v-1')).expect(403);
  await api.get(`${path}?state=lost`).set(bearer).expect(422);
  await api.get(`${path}?after=x`).set(bearer).expect(422);
  const missing = await api.get(`${path}/m-9`).set(bearer).expect(404);
  expect(missing.body).toMatchObject({ type: '/problems/mail-not-found' });
});
