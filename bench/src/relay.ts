import { randomUUID } from 'node:crypto';
import { signingKeys } from '@souk/platform/auth/keys';
import { eventSigner, eventVerifier } from '@souk/platform/auth/signed-events';
import {
  bulkPublisher,
  publisher,
  type OutgoingEvent,
} from '@souk/platform/dapr/publish';
import { connectMongo } from '@souk/platform/mongo/client';
import { createRelay, relayOf, type Relay } from '@souk/platform/mongo/relay';
import { PENDING_INDEX, type Waiting } from '@souk/platform/mongo/relay-store';
import { rangeOf, type Versioned } from '@souk/platform/mongo/versioned';
import { newKeyPem, unsignedBy } from '@souk/platform/testing/identity';
import { memoryRelayStore } from '@souk/platform/testing/memory-relay-store';
import { silentLog, testShell } from '@souk/platform/testing/shell';
import { until } from '@souk/platform/testing/until';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import { inventorySidecar } from './support/inventory-sidecar';
import { rate } from './support/load';
import { redisShop } from './support/redis-lua';
import { rounds } from './support/rounds';

const EVENTS = 4_000;
/** In the database, which may be the slow stand-in. */
const STORED = 500;
const TOPIC = 'bench.relayed.v1';
const GOAL = 2_000;

const documents = (count: number): Waiting[] =>
  Array.from({ length: count }, () => {
    const _id = randomUUID();
    const data = { productId: _id, version: 1, available: 7 };
    const entry = { id: `${_id}.1.0`, topic: TOPIC, data, at: '2026-01-01' };
    return { _id, outbox: [entry] };
  });

/** Events per second of a relay, from its start until nothing waits. */
async function drained(
  relay: Relay,
  count: number,
  isEmpty: () => boolean | Promise<boolean>,
): Promise<number> {
  const started = performance.now();
  relay.start();
  await until('nothing waits', isEmpty, 120_000);
  const took = performance.now() - started;
  await relay.stop();
  return (count * 1_000) / took;
}

/**
 * Measures how fast one replica publishes a backlog to Redis, beside bare
 * requests that publish the same events.
 */
async function main() {
  const endpoints = await readEndpoints();
  const { sidecar, close } = await inventorySidecar(endpoints);
  const redis = await redisShop(endpoints.urls.eventsRedis, 1);
  const mongo = connectMongo(endpoints.urls.mongodb, 'bench-relay');
  const stored = mongo.db.collection<Versioned>('documents');
  await stored.createIndexes([PENDING_INDEX]);
  const keys = signingKeys(newKeyPem());
  const owner = () => 'bench';
  const sign = eventSigner(async () => keys, owner);
  const by = { source: 'bench', sign };
  const keysOf = () => async (kid: string) => keys.find(kid);
  const verify = eventVerifier({ keysOf, owner });
  const publish = publisher(sidecar, 'bus', by);
  const publishAll = bulkPublisher(sidecar, 'bus', by);
  const { metrics } = testShell('bench');
  const options = { publish, publishAll, metrics, log: silentLog, pollMs: 1 };
  const events = (): OutgoingEvent[] =>
    documents(EVENTS).flatMap(({ outbox }) =>
      outbox.map(({ at: time, ...event }) => ({ ...event, time })),
    );

  const drainMemory = (publishing: typeof options) => {
    const waiting = new Map(documents(EVENTS).map((one) => [one._id, one]));
    const relay = relayOf(memoryRelayStore(waiting), publishing);
    return drained(relay, EVENTS, () => waiting.size === 0);
  };
  const unsigned = {
    ...options,
    publishAll: bulkPublisher(sidecar, 'bus', unsignedBy('bench')),
  };

  const workloads = [
    {
      name: 'relay, documents in memory',
      run: () => drainMemory(options),
    },
    { name: 'relay, not signed', run: () => drainMemory(unsigned) },
    {
      name: 'verifying, 16 at a time',
      run: async () => {
        const { id, data } = events()[0] ?? {};
        const event = { id: String(id), source: 'bench', type: TOPIC, data };
        const signature = await sign(event);
        return rate(EVENTS, 16, () => verify({ ...event, signature }));
      },
    },
    {
      name: 'relay, documents in MongoDB',
      run: async () => {
        await stored.insertMany(
          documents(STORED).map((one) => ({
            ...one,
            v: 1,
            pending: rangeOf(one._id),
          })),
        );
        const relay = createRelay(stored, options);
        return drained(
          relay,
          STORED,
          async () => (await stored.findOne({ pending: { $gte: 0 } })) === null,
        );
      },
    },
    {
      name: 'bulk requests of 100, one after the other',
      run: async () => {
        const all = events();
        const bulk = (n: number) =>
          publishAll(all.slice(n * 100, (n + 1) * 100));
        return 100 * (await rate(EVENTS / 100, 1, bulk));
      },
    },
    {
      name: 'single requests, four at a time',
      run: async () => {
        const [first] = events();
        return rate(EVENTS / 4, 4, async () => first && publish(first));
      },
    },
    { name: `${GOAL} a second`, run: async () => GOAL },
  ];
  const [relay = '', plain = '', , , bulk = '', single = '', goal = ''] =
    workloads.map(({ name }) => name);
  await rounds(
    workloads,
    [
      {
        measure: 'relay ÷ the goal per replica',
        side: relay,
        base: goal,
        atLeast: 1,
      },
      {
        measure: 'relay ÷ relay that does not sign',
        side: relay,
        base: plain,
        atLeast: 0.7,
      },
      {
        measure: 'relay ÷ bulk requests',
        side: relay,
        base: bulk,
        atLeast: 0.7,
      },
      {
        measure: 'relay ÷ single requests',
        side: relay,
        base: single,
        atLeast: 1,
      },
    ],
    7,
    async () => {
      await redis.command('DEL', TOPIC);
      await stored.deleteMany({});
    },
  );
  await redis.command('DEL', TOPIC);
  await mongo.db.dropDatabase();
  await mongo.close();
  redis.close();
  await close();
}

void main();
