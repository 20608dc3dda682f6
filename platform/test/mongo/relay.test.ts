import { defineEvent, fact } from '@souk/contracts/event';
import { z } from 'zod';
import type { OutgoingEvent } from '../../src/dapr/publish';
import { createRelay, type Relay } from '../../src/mongo/relay';
import { versioned, type Versioned } from '../../src/mongo/versioned';
import { inSpan, currentTraceId } from '../../src/telemetry/tracing';
import { testDatabase } from '../../src/testing/database';
import { silentLog, testShell } from '../../src/testing/shell';
import { recordSpans } from '../../src/testing/spans';
import { until } from '../../src/testing/until';

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
) {
  const collection = mongo.db.collection<Note>(name);
  const { metrics } = testShell('relay');
  const relay = createRelay(collection, {
    publish,
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
    insert: (id: string) => documents.insert(id, { n: 1 }, facts(id, 1)),
    change: (id: string, v: number) =>
      documents.replace(id, v, { n: v + 1 }, facts(id, v + 1)),
    drained: () =>
      until(
        'every event is marked as published',
        async () => (await collection.countDocuments({ pending: true })) === 0,
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
