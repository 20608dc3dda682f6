import { productCreated } from '@souk/contracts/products/events';
import { memoryBus } from '@souk/platform/testing/memory-bus';
import { memoryReminders } from '@souk/platform/testing/memory-reminders';
import { memoryState } from '@souk/platform/testing/memory-state';
import { randomFrom, type Random } from '@souk/platform/testing/random';
import {
  memoryLedger,
  memoryLevels,
  memoryUnarmed,
  memoryWarehouses,
} from '../support/memory-stores';
import { unreliable, type Note, type Environment } from './network';
import { bootReplica } from './replica';
import { NO_FAULTS, randomFaultRates } from './fault-rates';
import { immortal, type Replica, type World } from './world';

const REPLICAS = 2;
const RESTART_MS = 4_000;

export interface WorldOptions {
  seed: number;
  faultless: boolean;
  now: () => number;
  skip: (ms: number) => void;
  note: Note;
}

/**
 * Creates everything that outlives a process, two replicas, and a timer that
 * restarts dead ones.
 */
export function createWorld({
  seed,
  faultless,
  now,
  skip,
  note,
}: WorldOptions): World {
  const random = randomFrom(seed);
  const rates = faultless ? { ...NO_FAULTS } : randomFaultRates(random);
  const environment: Environment = { rates, random, now, note };
  const replicas = new Map<number, Replica>();
  const homes = new Map<string, number>();
  let boots = 0;

  const up = () =>
    [...replicas.values()].filter(
      ({ process }) => process.alive && process.pausedUntil <= now(),
    );
  const anyReplica = () => pickOne(random, up());
  const hostOf = (productId: string) => {
    if (random.happens(rates.split)) return anyReplica();
    const home = replicas.get(homes.get(productId) ?? -1);
    if (home && up().includes(home)) return home;
    const next = anyReplica();
    if (next) homes.set(productId, next.slot);
    return next;
  };
  const world: World = {
    ...environment,
    ...storesOf(environment, hostOf),
    pageRecords: 2 + random.below(12),
    anyReplica,
    hostOf,
    skip,
    stopFaults: () => void Object.assign(rates, NO_FAULTS),
    stop: () => clearInterval(restarter),
  };
  const boot = (slot: number) => {
    boots += 1;
    const skewMs = random.below(2 * rates.skewMs + 1) - rates.skewMs;
    replicas.get(slot)?.stop();
    replicas.set(
      slot,
      bootReplica(world, { name: `replica-${slot}.${boots}`, slot, skewMs }),
    );
  };
  for (let slot = 0; slot < REPLICAS; slot++) boot(slot);
  const restarter = setInterval(() => {
    for (const [slot, { process }] of replicas) if (!process.alive) boot(slot);
  }, RESTART_MS);
  listen(world);
  return world;
}

function storesOf(environment: Environment, hostOf: World['hostOf']) {
  const scheduler = unreliable(immortal('scheduler'), environment, false);
  const deliverReminder = scheduler(
    'reminder',
    async (id: string, name: string) => {
      if (environment.random.happens(environment.rates.reminderLost)) return;
      await hostOf(id)?.remind(id, name);
    },
  );
  return {
    state: memoryState(),
    ledger: memoryLedger(),
    levels: memoryLevels(),
    unarmed: memoryUnarmed(),
    warehouses: memoryWarehouses(),
    bus: memoryBus(),
    reminders: memoryReminders(deliverReminder),
    shown: [],
  };
}

/** The broker delivers new products to some replica. */
function listen({ bus, anyReplica, ...environment }: World): void {
  const broker = unreliable(immortal('broker'), environment, false);
  bus.subscribe(
    productCreated.topic,
    broker('product-created', async ({ data, id }) => {
      const replica = anyReplica();
      if (!replica) throw new Error('No replica is running');
      await replica.handle(productCreated.topic, data, id);
    }),
  );
}

const pickOne = (random: Random, from: Replica[]) =>
  from.length > 0 ? random.pick(from) : undefined;
