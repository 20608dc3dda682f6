import { stockChanged } from '@souk/contracts/inventory/events';
import { productCreated } from '@souk/contracts/products/events';
import { memoryBus } from '@souk/platform/testing/memory-bus';
import { memoryReminders } from '@souk/platform/testing/memory-reminders';
import { memoryState } from '@souk/platform/testing/memory-state';
import { randomFrom, type Random } from '@souk/platform/testing/random';
import {
  memoryLedger,
  memoryLevels,
  memoryWarehouses,
} from '../support/memory-stores';
import { unreliable, type Note, type Surroundings } from './network';
import { bootReplica } from './replica';
import { CALM, weatherOf } from './fault-rates';
import { lasting, type Replica, type World } from './world';

const REPLICAS = 2;
const RESTART_MS = 4_000;

export interface WorldOptions {
  seed: number;
  calm: boolean;
  now: () => number;
  leap: (ms: number) => void;
  note: Note;
}

/**
 * Everything that outlives a process, two replicas on top of it, and a keeper
 * who starts anew what died.
 */
export function createWorld({
  seed,
  calm,
  now,
  leap,
  note,
}: WorldOptions): World {
  const random = randomFrom(seed);
  const weather = calm ? { ...CALM } : weatherOf(random);
  const around: Surroundings = { weather, random, now, note };
  const replicas = new Map<number, Replica>();
  const homes = new Map<string, number>();
  let boots = 0;

  const up = () =>
    [...replicas.values()].filter(
      ({ process }) => process.alive && process.standsStillUntil <= now(),
    );
  const anyReplica = () => pickOne(random, up());
  const hostOf = (productId: string) => {
    if (random.happens(weather.split)) return anyReplica();
    const home = replicas.get(homes.get(productId) ?? -1);
    if (home && up().includes(home)) return home;
    const next = anyReplica();
    if (next) homes.set(productId, next.slot);
    return next;
  };
  const world: World = {
    ...around,
    ...storesOf(around, hostOf),
    pageRecords: 2 + random.below(12),
    anyReplica,
    hostOf,
    leap,
    calmDown: () => void Object.assign(weather, CALM),
    stop: () => clearInterval(keeper),
  };
  const boot = (slot: number) => {
    boots += 1;
    const skewMs = random.below(2 * weather.skewMs + 1) - weather.skewMs;
    replicas.get(slot)?.stop();
    replicas.set(
      slot,
      bootReplica(world, { name: `replica-${slot}.${boots}`, slot, skewMs }),
    );
  };
  for (let slot = 0; slot < REPLICAS; slot++) boot(slot);
  const keeper = setInterval(() => {
    for (const [slot, { process }] of replicas) if (!process.alive) boot(slot);
  }, RESTART_MS);
  listen(world);
  return world;
}

function storesOf(around: Surroundings, hostOf: World['hostOf']) {
  const scheduler = unreliable(lasting('scheduler'), around, false);
  const deliver = scheduler('reminder', async (id: string, name: string) => {
    if (around.random.happens(around.weather.forgotten)) return;
    await hostOf(id)?.remind(id, name);
  });
  return {
    state: memoryState(),
    ledger: memoryLedger(),
    levels: memoryLevels(),
    warehouses: memoryWarehouses(),
    bus: memoryBus(),
    reminders: memoryReminders(deliver),
    published: [],
    heard: [],
  };
}

/**
 * The broker brings new products to some replica, and what became of their
 * stock to a listener.
 */
function listen({ bus, heard, anyReplica, ...around }: World): void {
  const broker = unreliable(lasting('broker'), around, false);
  bus.subscribe(
    productCreated.topic,
    broker('product-created', async ({ data, id }) => {
      const replica = anyReplica();
      if (!replica) throw new Error('Nobody is up');
      await replica.handle(productCreated.topic, data, id);
    }),
  );
  bus.subscribe(
    stockChanged.topic,
    broker('stock-changed', async (event) => void heard.push(event)),
  );
}

const pickOne = (random: Random, from: Replica[]) =>
  from.length > 0 ? random.pick(from) : undefined;
