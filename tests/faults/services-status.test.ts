import {
  ServiceList,
  type ServiceStatus,
} from '@souk/contracts/marketplace/services';
import { until } from '@souk/platform/testing/until';
import { operatorToken } from '../lib/souk/accounts';
import { allReady, backAgain, signal } from '../lib/souk/parts';
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
    `inventory is told as ${String(up)}, its sidecar as ${String(sidecarUp)}`,
    async () => {
      const told = await inventory();
      return told?.up === up && told.sidecarUp === sidecarUp;
    },
    30_000,
  );

// Dapr tells an app that is away from a sidecar that is by the words of a
// message alone: this fails when it finds others.
test('an operator sees that an app is away while its sidecar is there, and that it is back', async () => {
  const before = signal('inventory', 'SIGKILL');
  await expect(isTold(false, true)).resolves.toBe(true);
  await backAgain('inventory', before);
  await allReady();
  await expect(isTold(true, true)).resolves.toBe(true);
}, 120_000);

test('an operator sees that nothing is known while a sidecar stands still', async () => {
  signal('inventory.sidecar', 'SIGSTOP');
  try {
    await expect(isTold(null, null)).resolves.toBe(true);
  } finally {
    signal('inventory.sidecar', 'SIGCONT');
    await allReady();
  }
  await expect(isTold(true, true)).resolves.toBe(true);
}, 120_000);
