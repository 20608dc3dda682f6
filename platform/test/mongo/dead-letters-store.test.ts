import type { CloudEvent } from '../../src/dapr/subscribe';
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
const idOf = async (eventId: string) =>
  (await letters.list()).find((letter) => letter.eventId === eventId)!.id;

describe('dead letters', () => {
  it('are stored once, as first delivered, however often the broker delivers them', async () => {
    await Promise.all([1, 2, 3].map(() => letters.keep(event('twice'))));
    await letters.keep(event('twice', 'another body'));
    const found = (await letters.list()).filter(
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
    expect((await letters.list())[0]).toMatchObject({ eventId: 'newer' });
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
