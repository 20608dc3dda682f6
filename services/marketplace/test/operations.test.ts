import { signInOperator } from '../src/operators';
import { ownKeys } from '../src/own-keys';
import { market, NOW, OPERATOR_KEY, refusing } from './market';

const letter = (id: string, receivedAt: string) => ({
  id,
  app: 'inventory',
  topic: 'products.product-created.v1',
  eventId: `event-${id}`,
  receivedAt,
  replayedAt: null,
  lastProblem: null,
  event: { data: { id: 'prod-1' } },
});
const early = letter('early', '2026-01-01T00:00:00.000Z');
const late = letter('late', '2026-01-02T00:00:00.000Z');
const LIST = 'GET inventory/deadLetters';
const REPLAY = 'POST inventory/deadLetters/late/replay';

async function operated(answers: Record<string, unknown>) {
  const made = market(answers);
  const { accessToken } = await signInOperator(ownKeys(made.deps.secrets), OPERATOR_KEY);
  return { ...made, bearer: { authorization: `Bearer ${accessToken}` } };
}

it('lists dead letters of all apps, the newest first, under ids that name their app', async () => {
  const { api, bearer } = await operated({ [LIST]: { items: [early, late] } });
  const list = await api.get('/api/operations/dead-letters').set(bearer).expect(200);
  expect(list.body).toEqual({
    items: [
      { ...late, id: 'inventory_late' },
      { ...early, id: 'inventory_early' },
    ],
  });
});

it('has a dead letter replayed by the app that keeps it', async () => {
  const { api, bearer } = await operated({ [REPLAY]: { ...late, replayedAt: NOW.toISOString() } });
  const replayed = await api.post('/api/operations/dead-letters/inventory_late/replay').set(bearer).expect(200);
  expect(replayed.body).toMatchObject({ id: 'inventory_late', replayedAt: NOW.toISOString() });
});

it.each([
  ['inventory_late', { [REPLAY]: refusing('conflict', 'replay-failed') }, 409, 'replay-failed'],
  ['inventory_late', { [REPLAY]: refusing('not-found', 'dead-letter-not-found') }, 404, 'dead-letter-not-found'],
  ['vendors_late', {}, 404, 'dead-letter-not-found'],
  ['late', {}, 404, 'dead-letter-not-found'],
  ['a%20b', {}, 422, 'invalid-input'],
])('answers a replay of %s as it went', async (id, answers, status, slug) => {
  const { api, bearer } = await operated(answers);
  const refused = await api.post(`/api/operations/dead-letters/${id}/replay`).set(bearer).expect(status);
  expect(refused.body).toMatchObject({ type: `/problems/${slug}` });
});
