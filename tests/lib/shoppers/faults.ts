import { setTimeout as pause } from 'node:timers/promises';
import type { DataOf } from '@souk/contracts/event';
import { productCreated } from '@souk/contracts/products/events';
import { faketimeLibrary, shiftClock } from '@souk/tools/processes/clock';
import { publishSigned } from '../souk/broker';
import { part, signal } from '../souk/parts';
import type { Chance } from '../souk/random';
import { stateDirectory } from '../souk/souk';
import type { Replicas } from './replicas';

/** How far the clock of the shifted replica is off. */
export const SHIFT_SECONDS = 3;

export interface Fault {
  name: string;
  /**
   * The affected processes. A fault is injected only when they are ready, or
   * nothing would ever recover.
   */
  parts: string[];
  /**
   * Injects the fault. It ends by itself: paused processes are resumed, and
   * killed ones are restarted by their supervisor.
   */
  inject(next: Chance): Promise<void>;
}

export interface FaultOptions {
  replicas: Replicas;
  /** Products whose events are delivered again. */
  productIds: string[];
  vendorId: string;
}

const REPLICAS = ['inventory', 'inventory-1'];
const PODS = REPLICAS.map((name) => [name, `${name}.sidecar`]);
const TARGETS = [
  ...PODS.flat().map((name) => [name]),
  ...PODS,
  ...['placement', 'scheduler', 'redis', 'events-redis', 'mongodb'].map(
    (one) => [one],
  ),
];
const PAUSE_MS = { least: 300, most: 4_000 };

/**
 * All faults of inventory and its dependencies, and those this machine cannot
 * inject, in words.
 */
export function faultsOf(options: FaultOptions): {
  faults: Fault[];
  missing: string[];
} {
  const shifts = faketimeLibrary() !== undefined;
  const faults = [
    ...TARGETS.flatMap((names) => [killFault(names), pauseFault(names)]),
    ...REPLICAS.map((name, n) => ({
      name: `restart ${name}`,
      parts: PODS[n] ?? [],
      inject: () => options.replicas.restart('inventory', n),
    })),
    duplicateEventsFault(options),
    ...(shifts ? [shiftClockFault()] : []),
  ];
  return {
    faults,
    missing: shifts
      ? []
      : ['shifted clocks (Debian package libfaketime is not installed)'],
  };
}

/** Resumes everything that may still be paused, and resets clocks. */
export async function heal(): Promise<void> {
  for (const name of new Set([...TARGETS.flat(), 'marketplace']))
    signalIfThere(name, 'SIGCONT');
  if (faketimeLibrary() !== undefined)
    await shiftClock(stateDirectory(), 'inventory-1', 0);
}

const killFault = (names: string[]): Fault => ({
  name: `kill ${names.join(' + ')}`,
  parts: names,
  inject: async () => names.forEach((name) => signalIfThere(name, 'SIGKILL')),
});

const pauseFault = (names: string[]): Fault => ({
  name: `pause ${names.join(' + ')}`,
  parts: names,
  inject: async (next) => {
    names.forEach((name) => signalIfThere(name, 'SIGSTOP'));
    await pause(PAUSE_MS.least + next(PAUSE_MS.most - PAUSE_MS.least));
    names.forEach((name) => signalIfThere(name, 'SIGCONT'));
  },
});

/** Stands still for so long. */
export const freeze = (name: string, ms: number): Fault => ({
  name: `freeze ${name} for ${ms / 1_000} s`,
  parts: [name],
  async inject() {
    signalIfThere(name, 'SIGSTOP');
    await pause(ms);
    signalIfThere(name, 'SIGCONT');
  },
});

/** One replica's wall clock jumps, and back after a while. */
const shiftClockFault = (): Fault => ({
  name: `shift the clock of inventory-1 by ${SHIFT_SECONDS} s`,
  parts: ['inventory-1'],
  inject: async (next) => {
    const seconds = next(2) === 0 ? SHIFT_SECONDS : -SHIFT_SECONDS;
    await shiftClock(stateDirectory(), 'inventory-1', seconds);
    await pause(3_000 + next(4_000));
    await shiftClock(stateDirectory(), 'inventory-1', 0);
  },
});

/**
 * Delivers creation events twice, as a broker may, with other stock than was
 * opened.
 */
const duplicateEventsFault = ({
  productIds,
  vendorId,
}: FaultOptions): Fault => ({
  name: 'deliver events twice',
  parts: ['events-redis'],
  inject: async () => {
    for (const id of productIds) {
      const event = createdAgain(id, vendorId);
      const events = [event, event].map(publishSigned);
      await Promise.allSettled(events); // the broker may be away
    }
  },
});

/** A creation event for a product of a vendor's first warehouse. */
export function createdAgain(id: string, vendorId: string) {
  const { topic } = productCreated;
  const at = new Date(0).toISOString();
  const data: DataOf<typeof productCreated> = {
    id,
    vendorId,
    version: 1,
    status: 'active',
    createdAt: at,
    updatedAt: at,
    name: id,
    description: '',
    category: 'Again',
    sku: null,
    images: [],
    attributes: {},
    price: { amountMinor: 100, currency: 'EUR' },
    initialStock: [{ warehouseId: `main-${vendorId}`, quantity: 1_000 }],
  };
  return {
    specversion: '1.0',
    id: `again-${id}`,
    source: 'products',
    type: topic,
    topic,
    data,
  };
}

// The process may have died, or not be back yet.
function signalIfThere(
  name: string,
  what: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL',
): void {
  try {
    if (part(name).pid > 0) signal(name, what);
  } catch (err) {
    const { code, message } = err as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && !message.startsWith('There is no part')) throw err;
  }
}
