import { defineEvent, fact } from '@souk/contracts/event';
import { z } from 'zod';
import { publisher } from '../../../src/dapr/publish';
import { connectSidecar } from '../../../src/dapr/sidecar';
import { run } from '../../../src/http/serve';
import { connectMongo } from '../../../src/mongo/client';
import { createRelay } from '../../../src/mongo/relay';
import { versioned, type Versioned } from '../../../src/mongo/versioned';
import { testShell } from '../../../src/testing/shell';
import { DAPR_TOKEN } from './sidecar-part';
import { unsignedBy } from '../../../src/testing/identity';

interface Note extends Versioned {
  n: number;
}

const setting = (name: string) => process.env[name] ?? '';
const say = (line: string) => process.stdout.write(`${line}\n`);
const PUBLISH_MS = 15;

/**
 * Saves documents with events and publishes them, as a service does, until it
 * is killed. What it has been acknowledged it tells on stdout. The broker is
 * made to look slow, so that a kill finds saved events not yet published.
 */
run(async () => {
  const mongo = connectMongo(setting('MONGODB_URI'), setting('DATABASE'));
  const sidecar = connectSidecar({
    port: Number(setting('DAPR_HTTP_PORT')),
    apiToken: DAPR_TOKEN,
  });
  const toBroker = publisher(sidecar, 'bus', unsignedBy('outbox-writer'));
  const noted = defineEvent(
    setting('TOPIC'),
    z.object({ id: z.string(), n: z.int() }),
  );
  const collection = mongo.db.collection<Note>('notes');
  const { log, metrics } = testShell('outbox-writer');
  const relay = createRelay(collection, {
    log,
    metrics,
    pollMs: 100,
    async publish(event) {
      await new Promise((resolve) => setTimeout(resolve, PUBLISH_MS));
      await toBroker(event);
    },
  });
  const notes = versioned(
    collection,
    (id) => relay.saved(id),
    () => new Date(),
  );
  relay.start();
  say('running');
  for (let count = 0; setting('WRITE') === 'yes'; count += 1) {
    const id = `${setting('ROUND')}-${count}`;
    await notes.insert(id, { n: 1 }, [fact(noted, { id, n: 1 })]);
    say(`saved ${id} 1`);
    for (const n of [2, 3]) {
      await notes.replace(id, n - 1, { n }, [fact(noted, { id, n })]);
      say(`saved ${id} ${n}`);
    }
  }
  await new Promise(() => undefined);
});
