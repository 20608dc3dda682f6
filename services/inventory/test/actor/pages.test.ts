import { until } from '@souk/platform/testing/until';
import type { Command } from '../../src/rules/command';
import { StockDocument } from '../../src/actor/document';
import { PAGE_RECORDS } from '../../src/actor/page-index';
import {
  inventoryWorld,
  opening,
  PRODUCT,
  type Door,
} from '../support/inventory-world';

const HOUR = 3_600_000;
const reserve = (
  n: number | string,
  ttlSeconds = 60,
  quantity = 1,
): Command => ({
  kind: 'reserve',
  operationId: `op-${n}`,
  reservationId: `r-${n}`,
  ttlSeconds,
  lines: [{ quantity }],
  // The ledger has been asked: nothing of it was forgotten.
  unheard: Number.MAX_SAFE_INTEGER,
});
const end = (kind: 'confirm' | 'release', n: number | string): Command => ({
  kind,
  operationId: `${kind}-${n}`,
  reservationId: `r-${n}`,
});
const supply: Command = {
  kind: 'receive',
  operationId: 'supply',
  vendorId: 'ann',
  warehouseId: 'main-ann',
  quantity: 10_000,
};

async function openedWorld(door?: Door) {
  const world = inventoryWorld();
  const host = world.boot(door);
  await host.apply(PRODUCT, opening);
  await host.apply(PRODUCT, supply);
  const many = (commands: Command[]) =>
    Promise.all(commands.map((one) => host.apply(PRODUCT, one)));
  const pages = () =>
    [...world.state.stored.keys()].filter((key) => key.includes('.'));
  const allPublished = () =>
    until('all is published', () => world.document()?.outbox.length === 0);
  return { world, host, many, pages, allPublished };
}
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => from + n);
const RESERVATIONS = 4 * PAGE_RECORDS;

describe('what a document cannot hold', () => {
  it('is in pages, from which another host gives the same answers', async () => {
    const { world, many, pages } = await openedWorld();
    const commands = numbers(0, RESERVATIONS).map((n) => reserve(n));
    const first = await many(commands);
    const [refused] = await many([reserve('much', 60, 50_000)]);
    expect(pages().length).toBeGreaterThanOrEqual(2);
    expect(world.document()?.stock.reservations.length).toBeLessThan(
      PAGE_RECORDS,
    );

    const other = world.boot();
    for (const n of [0, 1, PAGE_RECORDS, RESERVATIONS - 1]) {
      expect((await other.apply(PRODUCT, commands[n]!)).reply).toEqual(
        first[n]!.reply,
      );
    }
    expect(refused?.reply.outcome).toBe('refused');
    expect(
      (await other.apply(PRODUCT, reserve('much', 60, 50_000))).reply,
    ).toEqual(refused?.reply);
    const confirmed = await other.apply(PRODUCT, end('confirm', 0));
    expect(confirmed.level?.warehouses).toMatchObject([
      { onHand: 10_004, reserved: RESERVATIONS - 1 },
    ]);
  });

  it('is counted correctly a day later by a host that has only the pages', async () => {
    const { world, host, many } = await openedWorld();
    await many(numbers(0, PAGE_RECORDS + 10).map((n) => reserve(n, 86_400)));
    await many(numbers(0, 5).map((n) => end('confirm', n)));
    await many(numbers(1_000, 1_000 + PAGE_RECORDS).map((n) => reserve(n, 60)));
    await many(
      numbers(1_000, 1_000 + PAGE_RECORDS).map((n) => end('release', n)),
    );
    world.clock.ms += 23 * HOUR;
    await host.apply(PRODUCT, { ...supply, operationId: 'more', quantity: 1 });
    const { level } = await world.boot().apply(PRODUCT, reserve('last'));
    expect(level?.warehouses).toEqual([
      {
        warehouseId: 'main-ann',
        onHand: 10_001,
        reserved: PAGE_RECORDS + 10 - 5 + 1,
      },
    ]);
    world.clock.ms += 3 * HOUR;
    expect((await world.boot().level(PRODUCT))?.warehouses).toMatchObject([
      { onHand: 10_001, reserved: 0 },
    ]);
  });

  it('does not come back in an old state when the page with its end is gone', async () => {
    const { world, host, many } = await openedWorld();
    const short = numbers(0, PAGE_RECORDS / 4);
    // One page of both: held for a day, and held for a minute.
    await many([
      ...short.map((n) => reserve(n)),
      ...numbers(100, 100 + PAGE_RECORDS).map((n) => reserve(n, 86_400)),
    ]);
    // Pages of ends only, all of them to be forgotten.
    await many(short.map((n) => end('release', n)));
    const others = numbers(1_000, 1_000 + PAGE_RECORDS);
    await many(others.map((n) => reserve(n)));
    await many(others.map((n) => end('release', n)));
    world.clock.ms += 2 * HOUR;
    await host.apply(PRODUCT, { ...supply, operationId: 'more', quantity: 1 });
    for (const round of [1, 2])
      await many(
        numbers(0, PAGE_RECORDS + 1).map((n) =>
          reserve(`${round}-${n}`, 86_400),
        ),
      );

    const { level } = await world
      .boot()
      .apply(PRODUCT, reserve('last', 86_400));
    expect(level?.warehouses).toMatchObject([
      { reserved: PAGE_RECORDS + 2 * (PAGE_RECORDS + 1) + 1 },
    ]);
  });

  it('is deleted once it can no longer be repeated', async () => {
    const { world, host, many, pages } = await openedWorld();
    await many(numbers(0, RESERVATIONS).map((n) => reserve(n)));
    expect(pages().length).toBeGreaterThanOrEqual(2);
    world.clock.ms += 2 * HOUR;
    await host.expire(PRODUCT);
    world.clock.ms += 2 * HOUR;
    // Two more pages: the one drops the old ones, the other deletes them.
    for (const round of [1, 2])
      await many(
        numbers(0, PAGE_RECORDS + 1).map((n) => reserve(`${round}-${n}`)),
      );
    const { pages: named } = StockDocument.parse(world.document());
    expect(pages().length).toBeLessThanOrEqual(3);
    expect(
      named.every(({ id }) => pages().some((key) => key.endsWith(`.${id}`))),
    ).toBe(true);
  });

  it.each(['before', 'after'] as const)(
    'survives a crash of the host %s any write while it is moved',
    async (when) => {
      for (let call = 1, ended = true; ended; call++) {
        let writes = 0;
        let dead = false;
        const dying: Door =
          (name, perform) =>
          async (...args) => {
            const here = name === 'state save' && ++writes === call;
            if (dead || (here && when === 'before')) {
              dead = true;
              throw new Error('the host is dead');
            }
            const result = await perform(...args);
            if (here) dead = true;
            if (dead) throw new Error('the host is dead');
            return result;
          };
        const { world, allPublished } = await openedWorld();
        const commands = numbers(0, 2 * PAGE_RECORDS).map((n) => reserve(n));
        await allPublished();
        const host = world.boot(dying);
        await Promise.allSettled(
          commands.map((one) => host.apply(PRODUCT, one)),
        );
        ended = dead;
        await host.relay.stop();
        const other = world.boot();
        const again = await Promise.all(
          commands.map((one) => other.apply(PRODUCT, one)),
        );
        expect(again.every(({ reply }) => reply.outcome === 'accepted')).toBe(
          true,
        );
        expect((await other.level(PRODUCT))?.warehouses).toMatchObject([
          { onHand: 10_005, reserved: 2 * PAGE_RECORDS },
        ]);
        await other.relay.stop();
      }
    },
    60_000,
  );
});
