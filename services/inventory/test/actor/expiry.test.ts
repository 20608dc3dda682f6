import { until } from '@souk/platform/testing/until';
import { AppError } from '@souk/platform/http/errors';
import { testShell } from '@souk/platform/testing/shell';
import { sweepExpired } from '../../src/sweeps/expired';
import { sweepUnpublished } from '../../src/sweeps/unpublished';
import { sweeps } from '../../src/sweeps/sweeps';
import type { Command } from '../../src/rules/command';
import {
  command,
  inventoryWorld,
  opening,
  PRODUCT,
  type Door,
} from '../support/inventory-world';

const reserve = (n: number, ttlSeconds: number): Command => ({
  kind: 'reserve',
  operationId: `op-${n}`,
  reservationId: `r-${n}`,
  ttlSeconds,
  lines: [{ quantity: 1 }],
});
const EXPIRY = `${PRODUCT}/expiry`;
const allPublished = (world: ReturnType<typeof inventoryWorld>) =>
  until('everything is published', () => world.document()?.outbox.length === 0);
const withoutReminders: Door =
  (name, call) =>
  async (...args) => {
    // The relay needs its reminder; only that of the expiry fails.
    const [, reminder] = args as unknown as [
      string,
      { name: string } | undefined,
    ];
    if (name === 'remind' && reminder?.name === 'expiry')
      throw new AppError(
        'unavailable',
        'dependency-unavailable',
        'no scheduler',
      );
    return call(...args);
  };
const kinds = async (world: ReturnType<typeof inventoryWorld>) =>
  (await world.ledger.entries(PRODUCT)).flatMap(({ changes }) =>
    changes.map(({ kind }) => kind),
  );

describe('the expiry reminder', () => {
  it('is set to the earliest expiry, and not again for later ones', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    await host.apply(PRODUCT, opening);
    await host.apply(PRODUCT, reserve(1, 60));
    expect(world.reminders.get(EXPIRY)).toEqual({
      name: 'expiry',
      dueTime: '60000ms',
    });
    world.reminders.delete(EXPIRY);
    await host.apply(PRODUCT, reserve(2, 90));
    expect(world.reminders.has(EXPIRY)).toBe(false);
    await host.apply(PRODUCT, reserve(3, 30));
    expect(world.reminders.get(EXPIRY)).toEqual({
      name: 'expiry',
      dueTime: '30000ms',
    });
  });

  it('expires what is due, publishes it, and is armed for the next', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    await host.apply(PRODUCT, opening);
    await host.apply(PRODUCT, reserve(1, 30));
    await host.apply(PRODUCT, reserve(2, 90));
    world.clock.ms += 30_000;
    await host.due('expiry');
    expect(world.document()?.stock).toMatchObject({
      version: 4,
      warehouses: [{ onHand: 5, reserved: 1 }],
    });
    expect(world.reminders.get(EXPIRY)).toEqual({
      name: 'expiry',
      dueTime: '60000ms',
    });
    await allPublished(world);
    expect(await kinds(world)).toEqual([
      'opened',
      'reserved',
      'reserved',
      'expired',
    ]);
  });

  it('is armed again when it should have fired and did not', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    await host.apply(PRODUCT, opening);
    await host.apply(PRODUCT, reserve(1, 1));
    world.reminders.delete(EXPIRY);
    world.clock.ms += 5_000;
    await host.apply(PRODUCT, reserve(2, 60));
    expect(world.reminders.get(EXPIRY)).toEqual({
      name: 'expiry',
      dueTime: '60000ms',
    });
  });

  it('is not a condition of a turn', async () => {
    const world = inventoryWorld();
    const host = world.boot(withoutReminders);
    await host.apply(PRODUCT, opening);
    expect((await host.apply(PRODUCT, reserve(1, 60))).reply).toMatchObject({
      outcome: 'accepted',
    });
    expect(world.reminders.has(EXPIRY)).toBe(false);
  });
});

describe('far more expiries at once than can be published', () => {
  it('leaves room for shoppers, and continues as they are published', async () => {
    const CARTS = 9_000;
    const world = inventoryWorld();
    let open: () => void = () => undefined;
    let ledger = Promise.resolve();
    const slowLedger: Door =
      (name, call) =>
      async (...args) => {
        if (name === 'append') await ledger;
        return call(...args);
      };
    const host = world.boot(slowLedger);
    await host.apply(PRODUCT, opening);
    await host.apply(PRODUCT, command('set', CARTS + 1));
    for (let n = 0; n < CARTS; n += 250)
      await Promise.all(
        Array.from({ length: 250 }, (_, i) =>
          host.apply(PRODUCT, reserve(n + i, 60)),
        ),
      );
    await allPublished(world);

    ledger = new Promise((resolve) => (open = resolve));
    world.clock.ms += 60_000;
    expect(await host.level(PRODUCT)).toMatchObject({
      warehouses: [{ reserved: 5_000 }],
    });
    expect((await host.apply(PRODUCT, reserve(CARTS, 60))).reply).toMatchObject(
      { outcome: 'accepted' },
    );
    await host.due('expiry');
    expect(world.document()?.stock.warehouses).toMatchObject([
      { reserved: 5_001 },
    ]);
    expect(world.reminders.get(EXPIRY)).toEqual({
      name: 'expiry',
      dueTime: '1000ms',
    });

    open();
    for (let n = 0; n < 2; n++) {
      await allPublished(world);
      await host.due('expiry');
    }
    expect(world.document()?.stock.warehouses).toMatchObject([
      { onHand: CARTS + 1, reserved: 1 },
    ]);
  });
});

describe('while the scheduler is away', () => {
  const away =
    (doors: string[]): Door =>
    (name, call) =>
    async (...args) => {
      if (doors.includes(name)) throw new Error(`no ${name}`);
      return call(...args);
    };
  const sweep = (
    world: ReturnType<typeof inventoryWorld>,
    stock: ReturnType<typeof world.boot>,
  ) =>
    sweepUnpublished({
      ...testShell('inventory'),
      ...world,
      stock,
      now: () => new Date(world.clock.ms),
    });

  it('goods are sold, for as long as it takes', async () => {
    const world = inventoryWorld();
    const host = world.boot(away(['remind']));
    await host.apply(PRODUCT, opening);
    for (let n = 0; n < 4; n++) {
      expect((await host.apply(PRODUCT, reserve(n, 900))).reply.outcome).toBe(
        'accepted',
      );
      world.clock.ms += 11_000;
    }
    await allPublished(world);
    await sweep(world, host);
    world.clock.ms += 16_000;
    await sweep(world, host);
    expect(await world.unarmed.before('9999', 9)).toEqual([]);
  });

  it('the sweep has published what a dead host left behind', async () => {
    const world = inventoryWorld();
    await world.boot(away(['remind', 'append'])).apply(PRODUCT, opening);
    const host = world.boot(away(['remind']));
    await sweep(world, host);
    expect(world.document()?.outbox).toHaveLength(1);
    world.clock.ms += 16_000;
    await sweep(world, host);
    await allPublished(world);
    expect(await kinds(world)).toEqual(['opened']);
  });

  it('and notes cannot be made either, goods are sold all the same', async () => {
    const world = inventoryWorld();
    const host = world.boot(away(['remind', 'note unarmed']));
    await host.apply(PRODUCT, opening);
    expect((await host.apply(PRODUCT, reserve(1, 60))).reply.outcome).toBe(
      'accepted',
    );
    await allPublished(world);
  });

  it('the sweep looks again at what it could not reach', async () => {
    const world = inventoryWorld();
    await world.unarmed.note({ productId: PRODUCT, at: '2025-01-01' });
    const host = world.boot();
    await sweep(world, { ...host, expire: () => Promise.reject(new Error()) });
    const noted = await world.unarmed.before('9999', 9);
    expect(noted).toMatchObject([{ productId: PRODUCT }]);
    expect(noted[0]?.at).toBe(new Date(world.clock.ms).toISOString());
  });
});

describe('without any reminder', () => {
  it('a read shows expired units as available', async () => {
    const world = inventoryWorld();
    const host = world.boot(withoutReminders);
    await host.apply(PRODUCT, opening);
    await host.apply(PRODUCT, reserve(1, 60));
    expect(await host.level(PRODUCT)).toMatchObject({ available: 4 });
    world.clock.ms += 60_000;
    expect(await host.level(PRODUCT)).toMatchObject({
      available: 5,
      version: 3,
    });
  });

  it('the sweep expires what is due, even after its process was replaced', async () => {
    const world = inventoryWorld();
    const first = world.boot(withoutReminders);
    await first.apply(PRODUCT, opening);
    await first.apply(PRODUCT, reserve(1, 60));
    await allPublished(world);
    const host = world.boot(withoutReminders);
    const sweep = () =>
      sweepExpired({
        ...testShell('inventory'),
        levels: world.levels,
        stock: host,
        now: () => new Date(world.clock.ms),
      });
    world.clock.ms += 59_000;
    await sweep();
    expect(world.document()?.stock.version).toBe(2);
    world.clock.ms += 4_000;
    await sweep();
    expect(world.document()?.stock).toMatchObject({
      version: 3,
      warehouses: [{ reserved: 0 }],
    });
    await allPublished(world);
    expect(await world.levels.overdue('9999', 10)).toEqual([]);
  });

  it('the sweep continues after an unreachable product and after a failed sweep', async () => {
    const swept: string[] = [];
    let lookups = 0;
    const levels = {
      overdue: async () => {
        lookups += 1;
        if (lookups === 1) throw new Error('no database');
        return ['p-1', 'p-2'];
      },
      of: async () => [],
    };
    const stock = {
      expire: async (id: string) => {
        swept.push(id);
        if (id === 'p-1') throw new Error('no actor');
        return null;
      },
    };
    const sweeping = sweeps(
      {
        ...testShell('inventory'),
        levels,
        stock,
        unarmed: inventoryWorld().unarmed,
        lease: { take: async () => true },
        now: () => new Date(0),
      },
      5,
    );
    await until('both were tried', () => swept.includes('p-2'));
    sweeping.stop();
    expect(swept.slice(0, 2)).toEqual(['p-1', 'p-2']);
  });
});

describe('two hosts of one actor', () => {
  it('sell the last unit once', async () => {
    const world = inventoryWorld();
    const hosts = [world.boot(), world.boot()];
    await hosts[0]!.apply(PRODUCT, opening);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        hosts[n % 2]!.apply(PRODUCT, reserve(n, 60)).catch(() => null),
      ),
    );
    const sold = answers.filter(
      (answer) => answer?.reply.outcome === 'accepted',
    ).length;
    expect(sold).toBeLessThanOrEqual(5);
    expect(world.document()?.stock).toMatchObject({
      warehouses: [{ onHand: 5, reserved: 5 }],
    });
  });
});
