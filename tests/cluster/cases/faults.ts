import { APPS } from '@souk/contracts/apps';
import { empty, fill, restarts } from '../full';
import { endSidecar, kill, restart, scale } from '../pods';
import { through } from '../trading';

const MINUTE = 60_000;

export function faults(): void {
  test.each(APPS)(
    'killing a pod of %s loses no operation',
    async (app) => {
      await through(`killed-${app}`, () => kill(app));
    },
    8 * MINUTE,
  );

  test(
    'a sidecar of inventory that exits is restarted, and no operation is lost',
    async () => {
      await through('ended-sidecar', () => endSidecar('inventory'));
    },
    8 * MINUTE,
  );

  test.each(APPS)(
    'a rolling update of %s fails no idempotent call and loses no operation',
    async (app) => {
      await through(`updated-${app}`, () => restart(app));
    },
    8 * MINUTE,
  );

  test(
    'inventory scales from one to three and back under load',
    async () => {
      await through('scaled-inventory', async () => {
        await scale('inventory', 3);
        await scale('inventory', 1);
      });
    },
    12 * MINUTE,
  );

  test.each(['redis', 'events-redis'])(
    'a full %s refuses and is not killed; once there is room everything goes on',
    async (server) => {
      await through(`full-${server}`, async () => {
        const before = await restarts(server);
        expect(await fill(server)).toMatch(/OOM command not allowed/);
        await empty(server);
        expect(await restarts(server)).toBe(before);
      });
    },
    8 * MINUTE,
  );
}
