import { scopesOf } from '@souk/contracts/rights';
import { AppError } from '@souk/platform/http/errors';
import { until } from '@souk/platform/testing/until';
import { INVENTORY_ACTOR } from '../../src/actor/client';
import { inventoryActor } from '../../src/actor/inventory-actor';
import { OUTBOX_LIMIT } from '../../src/outbox/room';
import {
  command,
  inventoryWorld,
  opening,
  PRODUCT,
  versionsPublished,
  type Door,
} from '../support/inventory-world';

const allPublished = (world: ReturnType<typeof inventoryWorld>) =>
  until('everything is published', () => world.document()?.outbox.length === 0);
const versions = async (world: ReturnType<typeof inventoryWorld>) =>
  (await world.ledger.entries(PRODUCT)).map(({ version }) => version);
/**
 * A door that fails (or hangs) where it is told to, as often as it is told to.
 */
const failing = (name: string, times = 1): Door => {
  let left = times;
  return (door, call) =>
    async (...args) => {
      if (door === name && left-- > 0)
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          `${name} failed`,
        );
      return call(...args);
    };
};

/** A door that fails, and does what it was asked to when it is told to. */
const late = (name: string) => {
  const asked: (() => Promise<unknown>)[] = [];
  const door: Door =
    (at, call) =>
    async (...args) => {
      if (at !== name) return call(...args);
      asked.push(() => call(...args));
      throw new AppError(
        'unavailable',
        'dependency-unavailable',
        `${name} was not answered`,
      );
    };
  return { door, arrive: () => Promise.all(asked.map((one) => one())) };
};

describe('a turn', () => {
  it('stores, replies and has its change published to ledger, level view and bus', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    await host.apply(PRODUCT, opening);
    const { reply, level } = await host.apply(PRODUCT, command('set', 7));
    expect(reply).toMatchObject({
      outcome: 'accepted',
      version: 2,
      available: 7,
    });
    expect(level).toMatchObject({
      version: 2,
      warehouses: [{ warehouseId: 'main-ann', onHand: 7, reserved: 0 }],
    });
    await allPublished(world);
    expect(await versions(world)).toEqual([1, 2]);
    expect(await world.levels.of([PRODUCT])).toMatchObject([
      { version: 2, available: 7 },
    ]);
    expect(world.shown).toMatchObject([
      { version: 1, available: 5 },
      { version: 2, available: 7 },
    ]);
  });

  it('replies without waiting for anything to be published', async () => {
    const world = inventoryWorld();
    const host = world.boot((door, call) =>
      door === 'append' ? () => new Promise(() => undefined) : call,
    );
    expect((await host.apply(PRODUCT, opening)).reply).toMatchObject({
      outcome: 'accepted',
      version: 1,
    });
    expect(world.document()?.outbox).toHaveLength(1);
  });

  it.each(['fails-before-write', 'fails-after-write'] as const)(
    'is committed once when a write %s',
    async (fault) => {
      const world = inventoryWorld();
      const host = world.boot();
      await host.apply(PRODUCT, opening);
      await allPublished(world);
      world.state.faults.push(fault);
      const { reply } = await host.apply(PRODUCT, command('receive', 2));
      expect(reply).toMatchObject({
        outcome: 'accepted',
        version: 2,
        available: 7,
      });
      await allPublished(world);
      expect(await versions(world)).toEqual([1, 2]);
    },
  );

  it('fails while the store is unavailable, and the next one works', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    world.state.faults.push('fails-before-write', 'fails-before-write');
    await expect(host.apply(PRODUCT, opening)).rejects.toThrow();
    expect((await host.apply(PRODUCT, opening)).reply).toMatchObject({
      outcome: 'accepted',
      version: 1,
    });
  });

  it('is refused before it is stored when the outbox is full', async () => {
    const world = inventoryWorld();
    const host = world.boot(failing('show level', Infinity));
    await host.apply(PRODUCT, opening);
    for (let n = 1; n < OUTBOX_LIMIT; n++)
      await host.apply(PRODUCT, command('set', n));
    await expect(host.apply(PRODUCT, command('set', 0))).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(world.document()).toMatchObject({
      stock: { version: OUTBOX_LIMIT },
    });
  });
});

describe('what has been published', () => {
  it('is dropped, but nothing that was committed meanwhile', async () => {
    const world = inventoryWorld();
    const host = world.boot((door, call) =>
      door === 'append' ? () => new Promise(() => undefined) : call,
    );
    await host.apply(PRODUCT, opening);
    await host.apply(PRODUCT, command('set', 1));
    await host.apply(PRODUCT, command('set', 2));
    await host.published(PRODUCT, 2);
    expect(world.document()?.outbox.map(({ fact }) => fact.version)).toEqual([
      3,
    ]);
    await host.published(PRODUCT, 1);
    expect(world.document()?.outbox.map(({ fact }) => fact.version)).toEqual([
      3,
    ]);
  });
});

describe('two hosts of one actor', () => {
  it('lose no update', async () => {
    const world = inventoryWorld();
    const hosts = [world.boot(), world.boot()];
    await hosts[0]!.apply(PRODUCT, opening);
    for (let n = 0; n < 10; n++)
      await hosts[n % 2]!.apply(PRODUCT, command('receive', 1, `op-${n}`));
    await allPublished(world);
    expect(world.document()?.stock).toMatchObject({
      version: 11,
      warehouses: [{ onHand: 15 }],
    });
    expect(await versions(world)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('refuse nothing because of a stale copy', async () => {
    const world = inventoryWorld();
    const [one, other] = [world.boot(), world.boot()];
    await one.apply(PRODUCT, opening);
    await other.apply(PRODUCT, command('set', 9));
    const { reply } = await one.apply(PRODUCT, {
      ...command('set', 3),
      expectedVersion: 2,
    });
    expect(reply).toMatchObject({ outcome: 'accepted', version: 3 });
  });

  it('do not show a copy for longer than five seconds', async () => {
    const world = inventoryWorld();
    const [one, other] = [world.boot(), world.boot()];
    await one.apply(PRODUCT, opening);
    await allPublished(world);
    await other.apply(PRODUCT, command('set', 9));
    world.clock.ms += 5_001;
    expect(await one.level(PRODUCT)).toMatchObject({ available: 9 });
  });
});

describe('the reminder', () => {
  it('is armed before anything is stored that waits to be published', async () => {
    const world = inventoryWorld();
    const order: string[] = [];
    const noting: Door =
      (name, call) =>
      async (...args) => {
        if (['remind', 'state save', 'note unarmed'].includes(name))
          order.push(name);
        return call(...args);
      };
    await world.boot(noting).apply(PRODUCT, opening);
    expect(order.slice(0, 2)).toEqual(['remind', 'state save']);
    expect([...world.reminders.values()]).toMatchObject([
      { dueTime: '15s', period: '30s' },
    ]);

    const second = inventoryWorld();
    order.length = 0;
    const failingToo: Door = (name, call) =>
      noting(name, failing('remind')(name, call));
    await second.boot(failingToo).apply(PRODUCT, opening);
    expect(order.slice(0, 3)).toEqual(['remind', 'note unarmed', 'state save']);
  });

  it('is removed when it fires and nothing waits', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    await host.apply(PRODUCT, opening);
    await allPublished(world);
    world.clock.ms += 15_000;
    await host.due();
    expect(world.reminders.size).toBe(0);
  });

  it('stays while a turn relies on it', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    await host.apply(PRODUCT, opening);
    world.clock.ms += 14_000;
    await host.apply(PRODUCT, command('set', 1));
    await allPublished(world);
    world.clock.ms += 1_000;
    await host.due();
    expect(world.reminders.size).toBe(1);
  });

  it('is armed again for the first change after its removal', async () => {
    const world = inventoryWorld();
    const host = world.boot();
    await host.apply(PRODUCT, opening);
    await allPublished(world);
    world.clock.ms += 15_000;
    await host.due();
    await host.apply(PRODUCT, command('set', 1));
    expect(world.reminders.size).toBe(1);
  });

  it.each(['relay', 'relay-of-a-process-that-is-gone'])(
    'is removed for a product that was never created (%s)',
    async (name) => {
      const world = inventoryWorld();
      world.reminders.set(`${PRODUCT}/${name}`, { name, dueTime: '15s' });
      await world.boot().due();
      expect(world.reminders.size).toBe(0);
    },
  );

  it.each(['relay', undefined])(
    'restarts the relay after a crash, even when armed by an older version (%s)',
    async (name) => {
      const world = inventoryWorld();
      await world.boot(failing('append', Infinity)).apply(PRODUCT, opening);
      await world.boot().due(name);
      await allPublished(world);
      expect(await versions(world)).toEqual([1]);
    },
  );

  it('that the next host has armed stays when the previous host removes its own late', async () => {
    const world = inventoryWorld();
    const first = late('forget');
    const before = world.boot(first.door);
    await before.apply(PRODUCT, opening);
    await allPublished(world);
    world.clock.ms += 15_000;
    await expect(before.due()).rejects.toThrow();
    await world
      .boot(failing('append', Infinity))
      .apply(PRODUCT, command('set', 1));
    await first.arrive();
    expect(world.reminders.size).toBe(1);
    await world.boot().due();
    await allPublished(world);
  });

  it('that is armed again stays when an unanswered removal takes effect late', async () => {
    const world = inventoryWorld();
    const { door, arrive } = late('forget');
    const host = world.boot(door);
    await host.apply(PRODUCT, opening);
    await allPublished(world);
    world.clock.ms += 15_000;
    await expect(host.due()).rejects.toThrow();
    await host.apply(PRODUCT, command('set', 1));
    await arrive();
    expect(world.reminders.size).toBe(1);
  });

  it('that fired long ago stays while a turn relies on the new one', async () => {
    const world = inventoryWorld();
    const host = world.boot(failing('forget'));
    await host.apply(PRODUCT, opening);
    await allPublished(world);
    const [name] = world.relayReminders();
    world.clock.ms += 15_000;
    await host.apply(PRODUCT, command('set', 1));
    await allPublished(world);
    await host.due(name);
    expect(world.relayReminders()).toEqual([name]);
  });
});

describe('the relay', () => {
  it.each(['append', 'show level', 'confirm'])(
    'tries again when it fails to %s',
    async (door) => {
      const world = inventoryWorld();
      const host = world.boot(failing(door));
      await host.apply(PRODUCT, opening);
      await allPublished(world);
      expect(await versions(world)).toEqual([1]);
      expect(world.shown.length).toBeGreaterThan(0);
    },
  );

  it('publishes the changes of a product in order, even those made while it failed', async () => {
    const world = inventoryWorld();
    const host = world.boot(failing('show level', 2));
    await host.apply(PRODUCT, opening);
    for (let n = 0; n < 20; n++) await host.apply(PRODUCT, command('set', n));
    await allPublished(world);
    const order = [...new Set(versionsPublished(world.appended))];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(21);
    expect(await versions(world)).toEqual(
      Array.from({ length: 21 }, (_, n) => n + 1),
    );
  });

  it('publishes once more before it stops', async () => {
    const world = inventoryWorld();
    const host = world.boot(failing('append'));
    await host.apply(PRODUCT, opening);
    await until(
      'the first try has failed',
      () => world.document()?.outbox.length === 1,
    );
    await host.relay.stop();
    expect(await versions(world)).toEqual([1]);
  });
});

test('inventory may call every method of its actors', () => {
  const { methods } = inventoryActor({} as never);
  expect(scopesOf('inventory', INVENTORY_ACTOR)).toEqual(methods);
});
