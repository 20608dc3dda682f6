import { randomInt } from 'node:crypto';
import { defineEvent } from '@souk/contracts/event';
import { z } from 'zod';
import { on, subscriptions } from '../../src/dapr/subscribe';
import { testDatabase } from '../../src/testing/database';
import { testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { until } from '../../src/testing/until';
import { startChild, type Child } from '../fixtures/child';
import { runApp, type RunningApp } from './lab/running-app';
import { startLab, type Lab } from './lab/lab';
import type { RunningSidecar } from './lab/sidecar-part';
import { anyPublisher } from '../../src/testing/identity';

jest.setTimeout(120_000);

const ROUNDS = 4;
const noted = defineEvent(
  `lab.saved-${Date.now().toString(36)}.v1`,
  z.object({ id: z.string(), n: z.int() }),
);
const mongo = testDatabase('outbox');
const pending = () =>
  mongo.db.collection('notes').countDocuments({ pending: { $exists: true } });

let lab: Lab;
let app: RunningApp;
let sidecar: RunningSidecar;
let writer: Child | undefined;
/**
 * What arrived, in the order it was published: this subscriber takes one
 * message at a time.
 */
const arrived = new Map<string, number[]>();

beforeAll(async () => {
  lab = await startLab();
  const { log, metrics } = testShell('lab');
  const handle = async ({ id, n }: { id: string; n: number }) =>
    void arrived.set(id, [...(arrived.get(id) ?? []), n]);
  const options = {
    app: 'lab',
    pubsub: 'one-at-a-time',
    verifyEvent: anyPublisher,
    appApiToken: TEST_APP_TOKEN,
    log,
    metrics,
  };
  app = await runApp(subscriptions(options, [on(noted, handle)]));
  sidecar = await lab.sidecar({ app: 'outbox', appPort: app.port });
});
afterAll(async () => {
  writer?.process.kill('SIGKILL');
  await lab.stop();
  await app.stop();
  await mongo.close();
});

const startWriter = (round: number, write: 'yes' | 'no') =>
  (writer = startChild('../conformance/lab/outbox-writer.ts', {
    MONGODB_URI: process.env['SOUK_TEST_MONGODB_URI'] ?? '',
    DATABASE: mongo.db.databaseName,
    DAPR_HTTP_PORT: String(sidecar.port),
    TOPIC: noted.topic,
    ROUND: `round${round}`,
    WRITE: write,
  }));
const savedBy = (child: Child) =>
  child.lines
    .filter((line) => line.startsWith('saved '))
    .map((line) => line.slice('saved '.length));

describe('a process killed between saving and publishing', () => {
  it('loses nothing: after a restart every saved event arrives, those of one document in order', async () => {
    const saved: string[] = [];
    let leftBehind = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const child = startWriter(round, 'yes');
      const killAfter = randomInt(5, 60);
      await until(
        `${killAfter} events are saved`,
        () => savedBy(child).length >= killAfter,
        30_000,
      );
      child.process.kill('SIGKILL');
      expect(await child.ended).toBe('SIGKILL');
      saved.push(...savedBy(child));
      leftBehind += await pending();
    }
    expect(leftBehind).toBeGreaterThan(0);
    startWriter(ROUNDS + 1, 'no');
    await until(
      'everything is published',
      async () => (await pending()) === 0,
      60_000,
    );
    const missing = () =>
      saved.filter(
        (line) =>
          !arrived
            .get(line.split(' ')[0]!)
            ?.includes(Number(line.split(' ')[1])),
      );
    await until(
      `all of ${saved.length} have arrived`,
      () => missing().length === 0,
      30_000,
    );
    for (const numbers of arrived.values()) {
      const first = [...new Set(numbers)];
      expect(first).toEqual([...first].sort((a, b) => a - b));
    }
  });
});
