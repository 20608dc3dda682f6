import {
  ServiceList,
  type ServiceStatus,
} from '@souk/contracts/marketplace/services';
import { until } from '@souk/platform/testing/until';
import { operatorToken } from '../lib/souk/accounts';
import { allReady, waitForRestart, signal } from '../lib/souk/parts';
import { api, body } from '../lib/souk/souk';

beforeAll(() => allReady(), 90_000);

async function inventory(): Promise<Omit<ServiceStatus, 'detail'> | undefined> {
  const answer = await api('GET', '/api/operations/services', {
    token: await operatorToken(),
  });
  const found = body(answer, 200, ServiceList).items.find(
    ({ app }) => app === 'inventory',
  );
  return found && { app: found.app, up: found.up, sidecarUp: found.sidecarUp };
}

const isTold = (up: boolean | null, sidecarUp: boolean | null) =>
  until(
    `inventory is reported as ${String(up)}, its sidecar as ${String(sidecarUp)}`,
    async () => {
      const told = await inventory();
      return told?.up === up && told.sidecarUp === sidecarUp;
    },
    30_000,
  );

// Dapr distinguishes a missing app from a missing sidecar only by the text of a
// message; this test fails when the text changes.
test('an operator sees that an app is down while its sidecar is up, and when it is back', async () => {
  const before = signal('inventory', 'SIGKILL');
  await expect(isTold(false, true)).resolves.toBe(true);
  await waitForRestart('inventory', before);
  await allReady();
  await expect(isTold(true, true)).resolves.toBe(true);
}, 120_000);

test('an operator sees an unknown state while a sidecar is paused', async () => {
  signal('inventory.sidecar', 'SIGSTOP');
  try {
    await expect(isTold(null, null)).resolves.toBe(true);
  } finally {
    signal('inventory.sidecar', 'SIGCONT');
    await allReady();
  }
  await expect(isTold(true, true)).resolves.toBe(true);
}, 120_000);
