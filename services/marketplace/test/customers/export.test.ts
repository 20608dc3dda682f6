import { strFromU8, unzipSync } from 'fflate';
import { market, NOW, refusing, type Answers } from '../support/market';

const at = NOW.toISOString();
const own = {
  account: {
    id: 'cleo',
    name: 'Cleo',
    email: 'cleo@example.com',
    createdAt: at,
    knownDevices: 1,
  },
  addresses: [],
  sessions: [],
  mailRequests: [],
};
const mails = [
  { template: 'verify-email', state: 'sent', receivedAt: at, settledAt: at },
];
const cart = { lines: [], saved: [], usedAt: null };
const PARTS = {
  'GET customers/export': own,
  'GET orders/carts/customer-cleo/export': cart,
  'GET notifications/own-mails': { items: mails },
};

async function exported(answers: Answers) {
  const owner = {
    customer: own.account,
    sessionId: 's-1',
    validUntil: '2026-02-01T00:00:00.000Z',
  };
  const { api } = market({
    'POST customers/browserSessions': owner,
    'GET customers/sessions/s-1': owner,
    ...answers,
  });
  const signIn = { role: 'customer', email: own.account.email, password: 'p' };
  const signedIn = await api.post('/api/session').send(signIn).expect(201);
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!;
  return api
    .get('/api/customers/me/export')
    .set({ cookie })
    .buffer()
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => done(null, Buffer.concat(chunks)));
    });
}

it('is one zip with what each service knows', async () => {
  const answer = await exported(PARTS);
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': 'attachment; filename="souk-account.zip"',
    'cache-control': 'no-store',
  });
  const files = Object.entries(unzipSync(answer.body as Buffer)).map(
    ([name, bytes]) => [name, JSON.parse(strFromU8(bytes)) as unknown],
  );
  expect(Object.fromEntries(files)).toEqual({
    'account.json': own.account,
    'addresses.json': [],
    'sessions.json': [],
    'mailRequests.json': [],
    'mails.json': mails,
    'cart.json': cart,
  });
});

it.each(Object.keys(PARTS))('is none while %s is away', async (part) => {
  const away = refusing('unavailable', 'dependency-unavailable');
  const answer = await exported({ ...PARTS, [part]: away });
  expect(answer.status).toBe(503);
  expect(answer.headers['content-disposition']).toBeUndefined();
});
