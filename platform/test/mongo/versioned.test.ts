import { defineEvent, fact } from '@souk/contracts/event';
import { z } from 'zod';
import {
  rangeOf,
  rethrowDuplicate,
  versioned,
  type Versioned,
} from '../../src/mongo/versioned';
import { testDatabase } from '../../src/testing/database';
import { memoryDocuments } from '../../src/testing/memory-documents';

interface Note extends Versioned {
  text: string;
  tag: string | undefined;
}

const noted = defineEvent('notes.noted.v1', z.object({ text: z.string() }));
const events = (text: string) => [fact(noted, { text })];
const at = new Date('2026-01-01T00:00:00.000Z');

const mongo = testDatabase('versioned');
const collection = mongo.db.collection<Note>('notes');
beforeAll(async () => {
  const partialFilterExpression = { tag: { $type: 'string' } };
  await collection.createIndexes([
    {
      key: { tag: 1 },
      name: 'one-of-a-tag',
      unique: true,
      partialFilterExpression,
    },
  ]);
});
afterAll(() => mongo.close());

const saved: string[] = [];
const real = versioned(
  collection,
  (id) => saved.push(id),
  () => at,
);
const inMemory = memoryDocuments<Note>({ 'one-of-a-tag': (note) => note.tag });

describe.each([
  ['in MongoDB', real],
  ['in memory', inMemory],
])('versioned documents %s', (_where, notes) => {
  it('start at version 1 and count their changes', async () => {
    await notes.insert('a', { text: 'one', tag: undefined }, []);
    expect(await notes.find('a')).toMatchObject({
      _id: 'a',
      v: 1,
      text: 'one',
    });
    expect(
      await notes.replace('a', 1, { text: 'two', tag: undefined }, []),
    ).toBe(true);
    expect(await notes.find('a')).toMatchObject({ v: 2, text: 'two' });
    expect(await notes.find('nobody')).toBeUndefined();
  });

  it('refuse a change of a stale version or of a missing document', async () => {
    await notes.insert('b', { text: 'one', tag: undefined }, []);
    await notes.replace('b', 1, { text: 'two', tag: undefined }, []);
    expect(
      await notes.replace('b', 1, { text: 'three', tag: undefined }, []),
    ).toBe(false);
    expect(
      await notes.replace('nobody', 1, { text: 'three', tag: undefined }, []),
    ).toBe(false);
    expect(await notes.find('b')).toMatchObject({ v: 2, text: 'two' });
  });

  it('accept exactly one of 32 concurrent changes', async () => {
    await notes.insert('c', { text: 'start', tag: undefined }, []);
    const changes = Array.from({ length: 32 }, (_, n) =>
      notes.replace('c', 1, { text: `writer ${n}`, tag: undefined }, []),
    );
    expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
    expect(await notes.find('c')).toMatchObject({ v: 2 });
  });

  it('name the index of a duplicate key', async () => {
    await notes.insert('d', { text: 'first', tag: 'taken' }, []);
    await notes.insert('e', { text: 'second', tag: 'free' }, []);
    await expect(
      notes.insert('d', { text: 'again', tag: undefined }, []),
    ).rejects.toMatchObject({
      name: 'DuplicateKey',
      index: '_id_',
    });
    await expect(
      notes.insert('f', { text: 'x', tag: 'taken' }, []),
    ).rejects.toMatchObject({ index: 'one-of-a-tag' });
    await expect(
      notes.replace('e', 1, { text: 'x', tag: 'taken' }, []),
    ).rejects.toMatchObject({ index: 'one-of-a-tag' });
    expect(await notes.find('e')).toMatchObject({ v: 1, text: 'second' });
  });
});

describe('the events of a change', () => {
  it('are stored in the document under its version, and the relay is notified', async () => {
    await real.insert('g', { text: 'one', tag: undefined }, events('one'));
    await real.replace('g', 1, { text: 'two', tag: undefined }, [
      ...events('two'),
      ...events('three'),
    ]);
    expect(await real.find('g')).toMatchObject({
      pending: rangeOf('g'),
      outbox: [
        {
          id: 'g.1.0',
          topic: 'notes.noted.v1',
          data: { text: 'one' },
          at: at.toISOString(),
        },
        { id: 'g.2.0', data: { text: 'two' } },
        { id: 'g.2.1', data: { text: 'three' } },
      ],
    });
    expect(saved.filter((id) => id === 'g')).toHaveLength(2);
  });

  it('are not saved when the change loses', async () => {
    await real.insert('h', { text: 'one', tag: undefined }, []);
    await real.replace('h', 1, { text: 'two', tag: undefined }, []);
    await real.replace(
      'h',
      1,
      { text: 'lost', tag: undefined },
      events('lost'),
    );
    expect(await real.find('h')).toMatchObject({ outbox: [] });
    expect(saved).not.toContain('h');
  });
});

describe('an error other than a duplicate key', () => {
  it('is rethrown unchanged', () => {
    const err = new Error('another');
    expect(() => rethrowDuplicate(err)).toThrow(err);
  });
});
