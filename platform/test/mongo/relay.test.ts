import { defineEvent, fact } from '@souk/contracts/event';
import { z } from 'zod';
import type { OutgoingEvent } from '../../src/dapr/publish';
import { createRelay, type Relay } from '../../src/mongo/relay';
import { rangeOf, versioned, type Versioned } from '../../src/mongo/versioned';
import { inSpan, currentTraceId } from '../../src/telemetry/tracing';
import { testDatabase } from '../../src/testing/database';
import { silentLog, testShell } from '../../src/testing/shell';
import { recordSpans } from '../../src/testing/spans';
import { until } from '../../src/testing/until';
import type { PublishAll } from '../../src/dapr/publish';

interface Note extends Versioned {
  n: number;
}

recordSpans();
const noted = defineEvent(
  'notes.noted.v1',
  z.object({ id: z.string(), n: z.number() }),
);
const mongo = testDatabase('relay');
afterAll(() => mongo.close());

const relays: Relay[] = [];
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

/** Notes with a relay; `publish` stands for the broker. */
function notes(
  publish: (event: OutgoingEvent) => Promise<void>,
  name = `notes-${relays.length}-${Date.now()}`,
  publishAll?: PublishAll,
) {
  const collection = mongo.db.collection<Note>(name);
  const { metrics } = testShell('relay');
  const relay = createRelay(collection, {
    publish,
    ...(publishAll ? { publishAll } : {}),
    log: silentLog,
    metrics,
    pollMs: 50,
  });
  relays.push(relay);
  const documents = versioned(
    collection,
    (id) => relay.saved(id),
    () => new Date(),
  );
  const facts = (id: string, n: number) => [fact(noted, { id, n })];
  return {
    name,
    relay,
    collection,
    ageOfOldest: async () =>
      (await metrics.outboxOldestSeconds.get()).values[0]?.value,
    insert: (id: string) => documents.insert(id, { n: 1 }, facts(id, 1)),
    change: (id: string, v: number) =>
      documents.replace(id, v, { n: v + 1 }, facts(id, v + 1)),
    drained: () =>
      until(
        'every event is marked as published',
        async () =>
          (await collection.countDocuments({ pending: { $exists: true } })) ===
          0,
      ),
    outboxOf: async (id: string) => (await documents.find(id))?.outbox,
  };
}

const numbered = (events: OutgoingEvent[], id: string) =>
  events
    .map(({ data }) => data as { id: string; n: number })
    .filter((d) => d.id === id)
    .map((d) => d.n);

describe('the relay', () => {
  it('publishes a saved event under its own id and removes it from the document', async () => {
    const published: OutgoingEvent[] = [];
    const { insert, drained, outboxOf } = notes(
      async (event) => void published.push(event),
    );
    await insert('a');
    await drained();
    expect(published).toEqual([
      {
        id: 'a.1.0',
        topic: 'notes.noted.v1',
        data: { id: 'a', n: 1 },
        time: expect.any(String) as string,
      },
    ]);
    expect(await outboxOf('a')).toEqual([]);
  });

  it('publishes the changes of each document in order under concurrent saves', async () => {
    const published: OutgoingEvent[] = [];
    const { insert, change, drained } = notes(async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      published.push(event);
    });
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(
      ids.map(async (id) => {
        await insert(id);
        for (let v = 1; v <= 8; v += 1) expect(await change(id, v)).toBe(true);
      }),
    );
    await drained();
    for (const id of ids) {
      // Events may be published twice; without duplicates they are in the order
      // of their versions.
      expect([...new Set(numbered(published, id))]).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
    }
  });

  it('retries a failed event before it publishes later ones', async () => {
    const published: OutgoingEvent[] = [];
    let failures = 2;
    const { insert, change, relay, drained } = notes(async (event) => {
      if (failures > 0 && failures--) throw new Error('the broker is down');
      published.push(event);
    });
    await insert('a');
    await change('a', 1);
    relay.start();
    await drained();
    expect(numbered(published, 'a')).toEqual([1, 2]);
  });

  it('continues after another process crashed between publishing and marking', async () => {
    const name = `left-behind-${Date.now()}`;
    const first = notes(() => new Promise(() => undefined), name);
    void first.relay.stop();
    await first.insert('a');
    await first.change('a', 1);
    relays.splice(0);
    const published: OutgoingEvent[] = [];
    const second = notes(async (event) => void published.push(event), name);
    second.relay.start();
    await second.drained();
    expect(numbered(published, 'a')).toEqual([1, 2]);
  });

  describe('with a backlog', () => {
    const SAVED = '2026-01-01T00:00:00.000Z';
    const backlog = (count: number, pending?: unknown) =>
      Array.from({ length: count }, (_, n) => {
        const _id = `left-${n}`;
        const entry = (v: number) => ({
          id: `${_id}.${v}.0`,
          topic: noted.topic,
          data: { id: _id, n: v },
          at: SAVED,
        });
        return {
          _id,
          v: 2,
          n: 2,
          outbox: [entry(1), entry(2)],
          pending: (pending ?? rangeOf(_id)) as number,
        };
      });

    it('publishes it in bulk, each event once, shared between replicas', async () => {
      const name = `shared-${Date.now()}`;
      const requests: OutgoingEvent[][] = [[], []];
      const replicas = requests.map((published) =>
        notes(
          async (event) => void published.push(event),
          name,
          async (events) => {
            published.push(...events);
            return new Map();
          },
        ),
      );
      const [first] = replicas;
      await first?.collection.insertMany(backlog(300));
      for (const { relay } of replicas) relay.start();
      await first?.drained();
      const ids = requests.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(600);
      expect(ids).toHaveLength(600);
      for (const published of requests)
        for (let n = 0; n < 300; n += 1)
          expect([[], [1, 2]]).toContainEqual(numbered(published, `left-${n}`));
    });

    it('holds back only the document whose event fails, and says how old it is', async () => {
      const published: OutgoingEvent[] = [];
      const { collection, relay, ageOfOldest } = notes(
        async () => Promise.reject(new Error('refused')),
        `poison-${Date.now()}`,
        async (events) => {
          const failed = events.filter(({ id }) => id.startsWith('left-7.'));
          published.push(...events.filter((event) => !failed.includes(event)));
          return new Map(failed.map(({ id }) => [id, new Error('refused')]));
        },
      );
      await collection.insertMany(backlog(100));
      relay.start();
      await until(
        'all but one are published',
        async () =>
          (await collection.countDocuments({ pending: { $gte: 0 } })) === 1,
      );
      expect(published).toHaveLength(198);
      expect(numbered(published, 'left-7')).toEqual([]);
      expect((await collection.findOne({ _id: 'left-7' }))?.outbox.length).toBe(
        2,
      );
      expect(await ageOfOldest()).toBeGreaterThan(60);
    });

    it('publishes what a version without ranges has left', async () => {
      const published: OutgoingEvent[] = [];
      const { collection, relay, drained } = notes(
        async (event) => void published.push(event),
      );
      await collection.insertMany(backlog(3, true));
      relay.start();
      await drained();
      expect(numbered(published, 'left-2')).toEqual([1, 2]);
    });
  });

  it('publishes in the trace of the change', async () => {
    const traces: (string | undefined)[] = [];
    const { insert, drained } = notes(
      async () => void traces.push(currentTraceId()),
    );
    const traceId = await inSpan('request', {}, async () => {
      await insert('a');
      return currentTraceId();
    });
    await drained();
    expect(traces).toEqual([traceId]);
  });

  it('finishes started work on stop and starts no more', async () => {
    const published: OutgoingEvent[] = [];
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const { insert, relay, outboxOf } = notes(async (event) => {
      await gate;
      published.push(event);
    });
    await insert('a');
    const stopped = relay.stop();
    await insert('b');
    go();
    await stopped;
    expect(numbered(published, 'a')).toEqual([1]);
    expect(await outboxOf('a')).toEqual([]);
    expect(await outboxOf('b')).toHaveLength(1);
  });
});
