import { setTimeout as pause } from 'node:timers/promises';
import type { DataOf } from '@souk/contracts/event';
import { productCreated } from '@souk/contracts/products/events';
import { faketimeLibrary, shiftClock } from '@souk/tools/processes/clock';
import { publishRaw } from '../souk/broker';
import { part, signal } from '../souk/parts';
import type { Chance } from '../souk/random';
import { stateDirectory } from '../souk/souk';
import type { Fleet } from './replicas';

/** By how much the clock of the shifted replica differs while it does. */
export const SHIFT_SECONDS = 3;

export interface Fault {
  name: string;
  /**
   * What it strikes at: only parts that are ready, or nothing would ever be.
   */
  parts: string[];
  /**
   * Goes on by itself; what it paused goes on, what it killed is brought back
   * by its supervisor.
   */
  strike(next: Chance): Promise<void>;
}

export interface FaultOptions {
  fleet: Fleet;
  /** Ids of products, for events about them that come once more. */
  productIds: string[];
  vendorId: string;
}

const REPLICAS = ['inventory', 'inventory-1'];
const PODS = REPLICAS.map((name) => [name, `${name}.sidecar`]);
const TARGETS = [
  ...PODS.flat().map((name) => [name]),
  ...PODS,
  ...['placement', 'scheduler', 'redis', 'mongodb'].map((one) => [one]),
];
const PAUSE_MS = { least: 300, most: 4_000 };

/**
 * Everything that can be done to inventory and what it stands on, and what this
 * machine cannot do, in words.
 */
export function faultsOf(options: FaultOptions): {
  faults: Fault[];
  missing: string[];
} {
  const shifts = faketimeLibrary() !== undefined;
  const faults = [
    ...TARGETS.flatMap((names) => [killing(names), pausing(names)]),
    ...REPLICAS.map((name, n) => ({
      name: `restart ${name}`,
      parts: PODS[n] ?? [],
      strike: () => options.fleet.restart('inventory', n),
    })),
    duplicating(options),
    ...(shifts ? [shifting()] : []),
  ];
  return {
    faults,
    missing: shifts
      ? []
      : ['shifted clocks (Debian package libfaketime is not installed)'],
  };
}

/** Lets everything go on that may still be paused, and sets clocks right. */
export async function heal(): Promise<void> {
  for (const name of new Set(TARGETS.flat())) signalIfThere(name, 'SIGCONT');
  if (faketimeLibrary() !== undefined)
    await shiftClock(stateDirectory(), 'inventory-1', 0);
}

const killing = (names: string[]): Fault => ({
  name: `kill ${names.join(' + ')}`,
  parts: names,
  strike: async () => names.forEach((name) => signalIfThere(name, 'SIGKILL')),
});

const pausing = (names: string[]): Fault => ({
  name: `pause ${names.join(' + ')}`,
  parts: names,
  strike: async (next) => {
    names.forEach((name) => signalIfThere(name, 'SIGSTOP'));
    await pause(PAUSE_MS.least + next(PAUSE_MS.most - PAUSE_MS.least));
    names.forEach((name) => signalIfThere(name, 'SIGCONT'));
  },
});

/** One replica's wall clock jumps forth, and back after a while. */
const shifting = (): Fault => ({
  name: `shift the clock of inventory-1 by ${SHIFT_SECONDS} s`,
  parts: ['inventory-1'],
  strike: async (next) => {
    const seconds = next(2) === 0 ? SHIFT_SECONDS : -SHIFT_SECONDS;
    await shiftClock(stateDirectory(), 'inventory-1', seconds);
    await pause(3_000 + next(4_000));
    await shiftClock(stateDirectory(), 'inventory-1', 0);
  },
});

/**
 * Events of creation come twice, as a broker may deliver them, and would open
 * stock otherwise than it was opened.
 */
const duplicating = ({ productIds, vendorId }: FaultOptions): Fault => ({
  name: 'deliver events twice',
  parts: ['redis'],
  strike: async () => {
    for (const id of productIds) {
      const event = createdAgain(id, vendorId);
      const events = [event, event].map((one) => publishRaw(one.topic, one));
      await Promise.allSettled(events); // the broker may be away
    }
  },
});

function createdAgain(id: string, vendorId: string) {
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

// It may have died, or not be back yet.
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
