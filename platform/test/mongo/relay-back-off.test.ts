import { relayOf } from '../../src/mongo/relay';
import type { Waiting } from '../../src/mongo/relay-store';
import { memoryRelayStore } from '../../src/testing/memory-relay-store';
import { silentLog, testShell } from '../../src/testing/shell';

const MINUTE_MS = 60_000;
const waiting = (id: string): [string, Waiting] => [
  id,
  {
    _id: id,
    outbox: [{ id: `${id}.1.0`, topic: 't', data: {}, at: '2026-01-01' }],
  },
];

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('tries less often while nothing can be published, and then publishes all', async () => {
  const documents = new Map(['a', 'b', 'c'].map(waiting));
  let attempts = 0;
  let isDown = true;
  const relay = relayOf(memoryRelayStore(documents), {
    publish: async () => {
      attempts += 1;
      if (isDown) throw new Error('the broker is down');
    },
    log: silentLog,
    metrics: testShell('relay').metrics,
  });
  relay.start();
  await jest.advanceTimersByTimeAsync(2 * MINUTE_MS);
  const first = attempts;
  expect(first).toBeGreaterThan(0);
  await jest.advanceTimersByTimeAsync(10 * MINUTE_MS);
  // A search each 30 s finds at most the three documents.
  expect(attempts - first).toBeLessThanOrEqual(3 * 21);
  isDown = false;
  await jest.advanceTimersByTimeAsync(MINUTE_MS);
  expect(documents.size).toBe(0);
  await relay.stop();
});
