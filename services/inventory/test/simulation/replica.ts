import { actorTurns } from '@souk/platform/actors/turns';
import { reminderGate } from '@souk/platform/actors/reminder-gate';
import {
  hostedBy,
  memoryActors,
  type Reach,
} from '@souk/platform/testing/memory-actors';
import { testShell } from '@souk/platform/testing/shell';
import type { StateStore } from '@souk/platform/dapr/state';
import { events } from '../../src/events';
import { sweeps } from '../../src/sweeps/sweeps';
import { schedulerGate } from '@souk/platform/actors/scheduler-gate';
import { inventoryActor } from '../../src/actor/inventory-actor';
import { INVENTORY_ACTOR, stockActors } from '../../src/actor/client';
import { knownProducts } from '../../src/actor/known-products';
import type { ShownLevel } from '../../src/outbox/publish-turns';
import { stockRelay } from '../../src/outbox/relay';
import type { Door } from '../support/inventory-world';
import { unreliable, type Process } from './network';
import type { StockLedger } from '../../src/ledger/store';
import type { Replica, World } from './world';

const { log } = testShell('inventory');

interface Boot {
  name: string;
  slot: number;
  skewMs: number;
}

/**
 * One process of the service, composed as in `createInventoryApp` but without
 * HTTP, over an unreliable network.
 */
export function bootReplica(
  world: World,
  { name, slot, skewMs }: Boot,
): Replica {
  const process: Process = { name, alive: true, pausedUntil: 0 };
  const door = unreliable(process, world);
  const now = () => new Date(world.now() + skewMs);
  // One of the replicas has room for two actors between turns.
  const turns = actorTurns(slot === 0 ? { residentBytes: 10_000 } : {});
  // One at a time, so that some reminders wait and are answered before they are
  // done.
  const gate = reminderGate({ log, atOnce: 1 });
  const toActor = door(
    'actor call',
    async (...[id, method, input]: Parameters<Reach>) => {
      const host = world.hostOf(id);
      if (!host) throw new Error('No replica hosts it');
      return host.reach(id, method, input);
    },
  );
  const reminders = {
    registered: world.reminders.registered,
    remind: door('remind', world.reminders.remind),
    forget: door('forget', world.reminders.forget),
  };
  const actors = memoryActors(toActor, { reminders });
  const state = stateThrough(door, world.state);
  const stock = knownProducts({
    stock: stockActors(actors, (id) => turns.peek(INVENTORY_ACTOR, id)),
    state,
    now,
  });
  const ledger = ledgerThrough(door, world);
  const levels = levelsThrough(door, world);
  const unarmed = unarmedThrough(door, world);
  const relay = stockRelay({ ledger, levels, stock, log });
  let made = 0;
  const newId = () => `${name}-${(made += 1)}`;
  const type = inventoryActor({
    state,
    reminders: schedulerGate({ reminders: actors, now, log }),
    unarmed: (productId) =>
      unarmed.note({ productId, at: now().toISOString() }),
    relay,
    now,
    newId,
    log,
    pageRecords: world.pageRecords,
  });
  // Both sweep, as replicas do whose claims overlap.
  const lease = { take: async () => true };
  const sweep = sweeps({ levels, unarmed, lease, stock, log, now });
  const deps: Replica['deps'] = {
    stock,
    ledger,
    levels,
    now,
    newId,
    warehouses: world.warehouses,
  };
  const subscribed = new Map(
    events(deps).map(({ topic, handle }) => [topic, handle]),
  );
  // A dead process does not even fail.
  const whileAlive = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    return process.alive ? result : new Promise<never>(() => undefined);
  };
  return {
    process,
    slot,
    stock,
    deps,
    reach: (...call) => whileAlive(hostedBy(type, turns)(...call)),
    async remind(id, reminder) {
      const turn = () =>
        turns.take(type, id, async (actor) => actor.remind?.(reminder, {}));
      await whileAlive(
        gate.enter(id, reminder, () => turn().catch(() => undefined)),
      );
    },
    handle: async (topic, data, eventId) =>
      whileAlive(subscribed.get(topic)?.(data, eventId) ?? Promise.resolve()),
    stop: sweep.stop,
  };
}

function stateThrough(door: Door, state: StateStore): StateStore {
  return {
    get: (key, shape) => door('state get', () => state.get(key, shape))(),
    save: door(
      'state save',
      (key: string, value: unknown, etag: string | undefined) =>
        state.save(key, value, etag),
    ),
    remove: door('state remove', state.remove),
  };
}

function ledgerThrough(door: Door, { ledger }: World): StockLedger {
  return {
    append: door('append', ledger.append),
    range: door('range', ledger.range),
    archive: door('archive', ledger.archive),
    about: door('about', ledger.about),
    proven: door('proven', ledger.proven),
    prove: door('prove', ledger.prove),
  };
}

function levelsThrough(door: Door, world: World): World['levels'] {
  const { levels } = world;
  return {
    show: door('show level', (level: ShownLevel) => showRecorded(world, level)),
    of: door('levels', levels.of),
    page: door('page of levels', levels.page),
    overdue: door('overdue', levels.overdue),
    digest: door('digest levels', levels.digest),
    noteListing: door('note listing', levels.noteListing),
    listings: door('listings', levels.listings),
  };
}

function unarmedThrough(door: Door, { unarmed }: World): typeof unarmed {
  return {
    note: door('note unarmed', unarmed.note),
    before: door('unarmed', unarmed.before),
    drop: door('drop unarmed', unarmed.drop),
  };
}

async function showRecorded(
  { levels, ledger, shown }: World,
  level: ShownLevel,
): Promise<void> {
  const entries = await ledger.entries(level.productId);
  const entry = entries.find(({ version }) => version === level.version);
  shown.push({ level, inLedger: entry?.available === level.available });
  await levels.show(level);
}
