import { signInOperator } from '../../src/identity/operators';
import { ownKeys } from '../../src/identity/keys';
import { as, market, NOW, OPERATOR_KEY, refusing } from '../support/market';

const letter = (id: string, receivedAt: string) => ({
  id,
  app: 'inventory',
  topic: 'products.product-created.v1',
  eventId: `event-${id}`,
  receivedAt,
  replayedAt: null,
  dropped: null,
  lastProblem: null,
  event: { data: { id: 'prod-1' } },
});
const early = letter('early', '2026-01-01T00:00:00.000Z');
const late = letter('late', '2026-01-02T00:00:00.000Z');
const REPLAY = 'POST inventory/deadLetters/late/replay';
const DROP = 'POST inventory/deadLetters/late/drop';
const counts = { waiting: 7, replayed: 2, dropped: 1 };

async function operated(answers: Record<string, unknown>) {
  const made = market(answers);
  const { accessToken } = await signInOperator(
    ownKeys(made.deps.secrets),
    OPERATOR_KEY,
  );
  return { ...made, bearer: { authorization: `Bearer ${accessToken}` } };
}

it('lists dead letters in pages, the newest first, under ids that name their app', async () => {
  const { api, bearer } = await operated({
    'GET inventory/deadLetters?limit=1&state=waiting': {
      items: [late],
      more: true,
      counts,
    },
    'GET inventory/deadLetters?limit=1&state=waiting&before=2026-01-02T00%3A00%3A00.000Z&belowId=late':
      { items: [early], more: false, counts },
  });
  const page = (query: object) =>
    api
      .get('/api/operations/dead-letters')
      .query({ limit: 1, state: 'waiting', ...query })
      .set(bearer)
      .expect(200);
  const first = (await page({})).body as { next: string };
  expect(first).toEqual({
    items: [{ ...late, id: 'inventory_late' }],
    next: expect.any(String) as string,
    counts,
  });
  expect((await page({ after: first.next })).body).toEqual({
    items: [{ ...early, id: 'inventory_early' }],
    next: null,
    counts,
  });
  await api
    .get('/api/operations/dead-letters?after=elsewhere')
    .set(bearer)
    .expect(422);
});

it('drops a dead letter with a reason', async () => {
  const dropped = { at: NOW.toISOString(), by: 'operator', reason: 'a test' };
  const { api, bearer } = await operated({ [DROP]: { ...late, dropped } });
  const answer = await api
    .post('/api/operations/dead-letters/inventory_late/drop')
    .set(bearer)
    .send({ reason: 'a test' })
    .expect(200);
  expect(answer.body).toEqual({ ...late, id: 'inventory_late', dropped });
});

it('asks the app that keeps a dead letter to replay it', async () => {
  const { api, bearer } = await operated({
    [REPLAY]: { ...late, replayedAt: NOW.toISOString() },
  });
  const replayed = await api
    .post('/api/operations/dead-letters/inventory_late/replay')
    .set(bearer)
    .expect(200);
  expect(replayed.body).toMatchObject({
    id: 'inventory_late',
    replayedAt: NOW.toISOString(),
  });
});

it.each([
  [
    'inventory_late',
    { [REPLAY]: refusing('conflict', 'replay-failed') },
    409,
    'replay-failed',
  ],
  [
    'inventory_late',
    { [REPLAY]: refusing('conflict', 'dead-letter-settled') },
    409,
    'dead-letter-settled',
  ],
  [
    'inventory_late',
    { [REPLAY]: refusing('not-found', 'dead-letter-not-found') },
    404,
    'dead-letter-not-found',
  ],
  ['vendors_late', {}, 404, 'dead-letter-not-found'],
  ['late', {}, 404, 'dead-letter-not-found'],
  ['a%20b', {}, 422, 'invalid-input'],
])(
  'answers a replay of %s with its outcome',
  async (id, answers, status, slug) => {
    const { api, bearer } = await operated(answers);
    const refused = await api
      .post(`/api/operations/dead-letters/${id}/replay`)
      .set(bearer)
      .expect(status);
    expect(refused.body).toMatchObject({ type: `/problems/${slug}` });
  },
);

describe('the ledger of a product', () => {
  const ledger = { items: [], next: null };
  const found = {
    productId: 'prod-1',
    version: 4,
    ledgerVersion: 4,
    conserved: true,
    negative: [],
    gaps: [],
    endedTwice: [],
    findings: [],
  };
  const level = {
    productId: 'prod-1',
    vendorId: 'ann',
    version: 5,
    available: 3,
    asOf: NOW.toISOString(),
    warehouses: [
      {
        warehouseId: 'main-ann',
        name: 'Main',
        onHand: 3,
        reserved: 0,
        available: 3,
      },
    ],
  };
  const ask = {
    warehouseId: 'main-ann',
    onHand: 3,
    reason: 'two broke in transit',
  };

  it('is read, audited and repaired by an operator', async () => {
    const { api, bearer } = await operated({
      'GET inventory/stock/prod-1/ledger?order=asc&after=2&limit=100': ledger,
      'POST inventory/stock/prod-1/audit': found,
      'POST inventory/stock/prod-1/repairs': level,
    });
    const stock = '/api/operations/stock/prod-1';
    await api.get(`${stock}/ledger?after=2`).set(bearer).expect(200, ledger);
    await api.post(`${stock}/audit`).set(bearer).expect(200, found);
    await api
      .post(`${stock}/repairs`)
      .set(bearer)
      .set('idempotency-key', 'k-1')
      .send(ask)
      .expect(200, level);
  });

  it('is archived by an operator, bit by bit', async () => {
    const { api, bearer } = await operated({
      'POST inventory/archiveLedger': { moved: 500, next: 'prod-1:500' },
    });
    const path = '/api/operations/stock/archive';
    await api.post(path).expect(401);
    await api.post(path).set(as('ann')).expect(403);
    await api
      .post(path)
      .set(bearer)
      .send({ olderThanDays: 90 })
      .expect(200, { moved: 500, next: 'prod-1:500' });
    await api.post(path).set(bearer).send({ olderThanDays: 9 }).expect(422);
  });

  it.each([
    ['get', 'ledger'],
    ['post', 'audit'],
    ['post', 'repairs'],
  ] as const)('needs an operator to %s the %s', async (method, what) => {
    await market({})
      .api[method](`/api/operations/stock/prod-1/${what}`)
      .expect(401);
  });

  it('is not found for stock that was never opened', async () => {
    const { api, bearer } = await operated({
      'POST inventory/stock/prod-9/audit': refusing(
        'not-found',
        'stock-not-open',
      ),
    });
    await api
      .post('/api/operations/stock/prod-9/audit')
      .set(bearer)
      .expect(404);
  });
});

it('tells every replica to build its view again, for operators only', async () => {
  const { api, bearer, published } = await operated({});
  const path = '/api/operations/catalogue/rebuild';
  await api.post(path).expect(401);
  await api.post(path).set(as('ann')).expect(403);
  await api.post(path).set(bearer).expect(204);
  expect(published).toMatchObject([
    { topic: 'marketplace.catalogue-rebuild-requested.v1' },
  ]);
});
