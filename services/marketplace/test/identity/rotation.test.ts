import type { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import type { SessionInfo } from '@souk/contracts/marketplace/sessions';
import { newKeyPem } from '@souk/platform/testing/identity';
import { symmetricKeys } from '@souk/platform/auth/sealing';
import { product } from '../support/fixtures';
import { market, NOW } from '../support/market';

const pems = { old: newKeyPem(), new: newKeyPem() };
type Age = keyof typeof pems;
/** The keys of a replica, in each step of a rotation. */
const STEPS: Age[][] = [['old'], ['old', 'new'], ['new', 'old'], ['new']];
const keyOf = (age: Age) => `the ${age} key of the operator`;

const owner = {
  vendor: {
    id: 'ann',
    name: 'Ann & Co',
    email: 'ann@example.com',
    createdAt: NOW.toISOString(),
  },
  sessionId: 's-1',
  validUntil: '2026-02-01T00:00:00.000Z',
};

async function replica(ages: Age[]) {
  const secrets: Record<string, string> = {
    'marketplace-signing-key': ages.map((age) => pems[age]).join('\n'),
    'operator-key': ages.map(keyOf).join('\n'),
    'cursor-key': ages.map((age) => age.repeat(12)).join('\n'),
    'session-key': ages.map((age) => age.repeat(15)).join('\n'),
  };
  const { api, store } = market(
    {
      'POST vendors/browserSessions': owner,
      'GET vendors/sessions/s-1': owner,
      'DELETE vendors/sessions/current': () => undefined,
    },
    { secrets: { get: async (name) => secrets[name] ?? '' } },
  );
  for (const id of ['p-1', 'p-2']) await store.putProduct(product({ id }));
  return api;
}
type Api = Awaited<ReturnType<typeof replica>>;

/** What a client got from one replica, presented to another. */
async function between(from: Api, to: Api, operatorKey: string) {
  const session = await from
    .post('/api/session')
    .send({ email: 'ann@example.com', password: 'correct horse' });
  const cookie = String(session.headers['set-cookie']).split(';')[0] ?? '';
  const { csrfToken } = session.body as SessionInfo;
  const operator = await from
    .post('/api/operators/sessions')
    .send({ key: operatorKey });
  const { accessToken } = operator.body as { accessToken: string };
  const page = await from.get('/api/products?limit=1');
  const { next } = page.body as CataloguePage;
  const answers = await Promise.all([
    to.get('/api/products').query({ limit: 1, after: next }),
    to.get('/api/session').set({ cookie }),
    to.delete('/api/session').set({ cookie, 'x-csrf-token': csrfToken }),
    to
      .post('/api/operations/catalogue/rebuild')
      .set({ authorization: `Bearer ${accessToken}` }),
  ]);
  return [session, operator, page, ...answers].map(({ status }) => status);
}
const accepted = [201, 201, 200, 200, 200, 204, 204];

it('refuses nothing while each key is rotated, replica by replica', async () => {
  for (const [n, ages] of STEPS.entries()) {
    const [here, there] = [
      await replica(ages),
      await replica(STEPS[n + 1] ?? ages),
    ];
    const key = keyOf(n < 2 ? 'old' : 'new');
    expect([n, await between(here, there, key)]).toEqual([n, accepted]);
    expect([n, await between(there, here, key)]).toEqual([n, accepted]);
  }
});

it('refuses what the other key made once a key is replaced', async () => {
  const [here, there] = [await replica(['old']), await replica(['new'])];
  const [, , , ...statuses] = await between(here, there, keyOf('old'));
  expect(statuses).toEqual([422, 401, 401, 401]);
});

describe('the keys in a secret', () => {
  it('are its lines, which may have spaces', () => {
    expect(symmetricKeys(' a key \r\nanother\n\n')).toEqual([
      'a key',
      'another',
    ]);
  });

  it('are at least one', () => {
    expect(() => symmetricKeys(' \n')).toThrow('empty');
  });
});
