import { until } from '@souk/platform/testing/until';
import { z } from 'zod';
import { documentKey } from '../../src/actor/document';
import type { Command } from '../../src/rules/command';
import {
  command,
  inventoryWorld,
  opening,
  PRODUCT,
  type Door,
} from '../support/inventory-world';

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null;

/** Every object in a document, by its path; members of lists by their id. */
function objects(value: unknown, path = ''): [string, Tree][] {
  if (!isTree(value)) return [];
  const own: [string, Tree][] = Array.isArray(value) ? [] : [[path, value]];
  const inside = Object.entries(value).flatMap(([key, one]) => {
    const { id, warehouseId = id } = isTree(one) ? one : {};
    const name = typeof warehouseId === 'string' ? warehouseId : key;
    return objects(one, `${path}/${name}`);
  });
  return [...own, ...inside];
}

const NEWER = { newer: 'kept' };
const reserve = (n: number, ttlSeconds = 900): Command => ({
  kind: 'reserve',
  operationId: `op-${n}`,
  reservationId: `r-${n}`,
  ttlSeconds,
  lines: [{ quantity: 1 }],
  // The ledger has been asked: nothing of it was forgotten.
  unheard: Number.MAX_SAFE_INTEGER,
});
const confirm = (n: number): Command => ({
  kind: 'confirm',
  operationId: `confirm-${n}`,
  reservationId: `r-${n}`,
});
/** What a host does that cannot publish: its outbox stays. */
const mute: Door =
  (name, call) =>
  async (...args) => {
    if (name === 'append') throw new Error('no database');
    return call(...args);
  };

async function written(commands: Command[]) {
  const world = inventoryWorld();
  const host = world.boot(mute);
  await host.apply(PRODUCT, opening);
  await host.apply(PRODUCT, command('set', 500));
  await Promise.all(commands.map((one) => host.apply(PRODUCT, one)));
  await host.relay.stop();
  const read = (key: string): unknown =>
    JSON.parse(world.state.stored.get(key)?.json ?? 'null');
  return { world, read };
}

/** A newer version adds a field to every object that is stored. */
function addFields({ state }: ReturnType<typeof inventoryWorld>): void {
  for (const [key, stored] of state.stored) {
    const document: unknown = JSON.parse(stored.json);
    for (const [, one] of objects(document)) Object.assign(one, NEWER);
    state.stored.set(key, { ...stored, json: JSON.stringify(document) });
  }
}

const withoutField = (document: unknown, known: Set<string>): string[] =>
  objects(document).flatMap(([path, one]) =>
    known.has(path) && one['newer'] !== 'kept' ? [path] : [],
  );

describe('fields that a newer version has added to a stored document', () => {
  it('survive turns of this one, on whatever object they are', async () => {
    const { world, read } = await written([
      reserve(1),
      reserve(2),
      confirm(2),
      { ...reserve(3), lines: [{ quantity: 99_999 }] } as Command,
    ]);
    addFields(world);
    const key = documentKey(PRODUCT);
    const known = new Set(objects(read(key)).map(([path]) => path));
    expect(known.size).toBeGreaterThan(20);

    const host = world.boot(mute);
    await host.apply(PRODUCT, command('receive', 1));
    await host.apply(PRODUCT, reserve(4));
    await host.apply(PRODUCT, confirm(1));
    expect(withoutField(read(key), known)).toEqual([]);
  });

  it('survive in records that move from one page to the next', async () => {
    const { world, read } = await written(
      Array.from({ length: 130 }, (_, n) => reserve(n, n < 20 ? 86_400 : 60)),
    );
    addFields(world);
    const host = world.boot();
    await until('all is published', async () => {
      await host.apply(PRODUCT, command('set', 900));
      return world.document()?.outbox.length === 0;
    });
    expect(world.document()?.pages).toMatchObject([NEWER]);
    const first = [...world.state.stored.keys()];
    world.clock.ms += 2 * 3_600_000;
    const more = Array.from({ length: 140 }, (_, n) => reserve(200 + n));
    await Promise.all(more.map((one) => host.apply(PRODUCT, one)));
    const later = [...world.state.stored.keys()].filter(
      (at) => !first.includes(at),
    );
    const reservations = later.flatMap((at) =>
      objects(read(at)).filter(([path]) => /\/r-(1?[0-9])$/.test(path)),
    );
    expect(reservations).toHaveLength(20);
    expect(reservations.filter(([, one]) => !one['newer'])).toEqual([]);
  });

  it('survive in the outbox, even a kind of change that is unknown here', async () => {
    const { world } = await written([]);
    const key = documentKey(PRODUCT);
    const stored = world.state.stored.get(key)!;
    world.state.stored.set(key, {
      ...stored,
      json: stored.json.replace('"kind":"set"', '"kind":"newer","newer":1'),
    });
    await world.boot().level(PRODUCT);
    await until('all is published', async () => world.appended.length > 0);
    const Fact = z.looseObject({ changes: z.array(z.unknown()) });
    const changes = world.appended.flatMap((fact) => Fact.parse(fact).changes);
    expect(changes).toMatchObject([
      { kind: 'opened' },
      { kind: 'newer', newer: 1 },
    ]);
  });
});
