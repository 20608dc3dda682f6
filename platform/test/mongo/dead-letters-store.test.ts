import type { DeadLetter, LetterState } from '@souk/contracts/dead-letters';
import type { CloudEvent } from '../../src/dapr/delivery';
import { deadLetterStore } from '../../src/mongo/dead-letters-store';
import { testDatabase } from '../../src/testing/database';

const mongo = testDatabase('dead-letters');
afterAll(() => mongo.close());

let clock = Date.parse('2026-01-01T00:00:00.000Z');
const letters = deadLetterStore(
  mongo.db,
  'inventory',
  () => new Date((clock += 1_000)),
);
const event = (id: string, data: unknown = { any: 'thing' }): CloudEvent => ({
  id,
  type: 'products.product-created.v1',
  data,
  source: 'x',
});
const everything = { limit: 200, belowId: '' };
const idOf = async (eventId: string) =>
  (await letters.list(everything)).find((one) => one.eventId === eventId)!.id;

describe('failed attempts', () => {
  it('are counted for each event, whatever process counts them', async () => {
    const other = deadLetterStore(mongo.db, 'inventory');
    await letters.indexed();
    await Promise.all([1, 2, 3].map(() => letters.attempted(event('failing'))));
    expect(await other.attempted(event('failing'))).toBe(4);
    expect(await other.attempted(event('another'))).toBe(1);
  });

  it('are forgotten once the letter is kept, with its reason', async () => {
    await letters.attempted(event('given-up'));
    await letters.keep(event('given-up'), 'the handler failed');
    expect(await letters.find(await idOf('given-up'))).toMatchObject({
      lastProblem: 'the handler failed',
    });
    expect(await letters.attempted(event('given-up'))).toBe(1);
  });
});

describe('dead letters', () => {
  it('are stored once, as first delivered, however often the broker delivers them', async () => {
    await Promise.all([1, 2, 3].map(() => letters.keep(event('twice'))));
    await letters.keep(event('twice', 'another body'));
    const found = (await letters.list(everything)).filter(
      (letter) => letter.eventId === 'twice',
    );
    expect(found).toMatchObject([
      {
        app: 'inventory',
        topic: 'products.product-created.v1',
        replayedAt: null,
        lastProblem: null,
        event: event('twice'),
      },
    ]);
  });

  it('have an id that fits into a path, whatever the id of the event', async () => {
    await letters.keep(event('../../$ne\u0000 é'));
    expect(await idOf('../../$ne\u0000 é')).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  it('keep any data, even field names a database would refuse', async () => {
    const data = { $set: { 'a.b': 1 }, 'dotted.name': null, 'nul\u0000': 'x' };
    await letters.keep(event('odd', data));
    expect((await letters.find(await idOf('odd')))?.event).toEqual(
      event('odd', data),
    );
  });

  it('are listed newest first and found by id', async () => {
    await letters.keep(event('older'));
    await letters.keep(event('newer'));
    expect((await letters.list(everything))[0]).toMatchObject({
      eventId: 'newer',
    });
    expect(await letters.find(await idOf('older'))).toMatchObject({
      eventId: 'older',
    });
    expect(await letters.find('nothing-there')).toBeUndefined();
  });

  it('record the result of their replay', async () => {
    await letters.keep(event('replayed'));
    const id = await idOf('replayed');
    await letters.note(id, 'the product does not exist');
    expect(await letters.find(id)).toMatchObject({
      replayedAt: null,
      lastProblem: 'the product does not exist',
    });
    await letters.note(id, null);
    expect(await letters.find(id)).toMatchObject({
      replayedAt: expect.stringMatching(/^2026-01-01T/) as string,
      lastProblem: null,
    });
  });
});

describe('a list of dead letters', () => {
  const other = testDatabase('dead-letter-pages');
  afterAll(() => other.close());
  // Pairs of letters are received at the same time.
  let kept = 0;
  const store = deadLetterStore(
    other.db,
    'inventory',
    () => new Date(clock + Math.floor(kept++ / 2)),
  );
  const COUNT = 251;
  const pageBehind = (last: DeadLetter | undefined, limit = 60) =>
    store.list({
      limit,
      before: last?.receivedAt,
      belowId: last?.id ?? '',
    });
  beforeAll(async () => {
    await store.indexed();
    for (let n = 0; n < COUNT; n++) await store.keep(event(`e-${n}`));
  });

  it('shows each letter once, the newest first, however many there are', async () => {
    const seen: DeadLetter[] = [];
    for (;;) {
      const page = await pageBehind(seen.at(-1));
      seen.push(...page);
      if (page.length < 60) break;
    }
    expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(COUNT);
    expect(seen).toHaveLength(COUNT);
    const times = seen.map(({ receivedAt }) => receivedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('is counted exactly and chosen by state; what was dropped keeps who, when and why', async () => {
    const [first, second, third] = await pageBehind(undefined, 3);
    await store.note(first!.id, null);
    expect(await store.drop(second!.id, 'olga', 'sent by mistake')).toBe(true);
    expect(await store.counts()).toEqual({
      waiting: COUNT - 2,
      replayed: 1,
      dropped: 1,
    });
    const newest = async (state: LetterState) =>
      (await store.list({ limit: 1, belowId: '', state }))[0];
    expect(await newest('replayed')).toMatchObject({ id: first!.id });
    expect(await newest('waiting')).toMatchObject({ id: third!.id });
    expect(await newest('dropped')).toMatchObject({
      id: second!.id,
      dropped: {
        by: 'olga',
        reason: 'sent by mistake',
        at: expect.stringMatching(/Z$/) as string,
      },
    });
    for (const { id } of [first!, second!])
      expect(await store.drop(id, 'otto', 'again')).toBe(false);
  });

  it('knows the oldest that waits', async () => {
    const oldest = (await pageBehind(undefined, 200 + COUNT)).at(-1)!;
    expect(await store.oldestWaiting()).toBe(oldest.receivedAt);
  });

  it('has the letters kept before they could be dropped', async () => {
    await other.db
      .collection('dead-letters')
      .updateOne({ eventId: 'e-7' }, { $unset: { dropped: '' } });
    const found = await store.list({ limit: 400, belowId: '' });
    expect(found.find(({ eventId }) => eventId === 'e-7')?.dropped).toBeNull();
    expect((await store.counts()).waiting).toBe(COUNT - 2);
  });
});
