import type { OutgoingEvent } from '@souk/platform/dapr/publish';
import type { Reach } from '@souk/platform/testing/memory-actors';
import type { memoryBus } from '@souk/platform/testing/memory-bus';
import type { memoryReminders } from '@souk/platform/testing/memory-reminders';
import type { memoryState } from '@souk/platform/testing/memory-state';
import type { StockActors } from '../../src/actor/client';
import type { StockDeps } from '../../src/stock/levels';
import type {
  memoryLedger,
  memoryLevels,
  memoryWarehouses,
} from '../support/memory-stores';
import type { Process, Surroundings } from './network';

export interface Replica {
  process: Process;
  slot: number;
  stock: StockActors;
  /** For the use cases. */
  deps: StockDeps;
  reach: Reach;
  remind: (id: string, name: string) => Promise<void>;
  handle: (topic: string, data: unknown, eventId: string) => Promise<void>;
  stop: () => void;
}

/**
 * What the shop told the world, and whether it could already be read in the
 * ledger then.
 */
interface Heard {
  event: OutgoingEvent;
  inLedger: boolean;
}

export interface World extends Surroundings {
  state: ReturnType<typeof memoryState>;
  ledger: ReturnType<typeof memoryLedger>;
  levels: ReturnType<typeof memoryLevels>;
  warehouses: ReturnType<typeof memoryWarehouses>;
  bus: ReturnType<typeof memoryBus>;
  reminders: ReturnType<typeof memoryReminders>;
  published: Heard[];
  /**
   * How many records a page of an actor's memory takes: few, so that there are
   * pages at all.
   */
  pageRecords: number;
  /**
   * What a listener was brought: everything at least once, and in any order.
   */
  heard: OutgoingEvent[];
  /** One that is up; undefined while none is. */
  anyReplica: () => Replica | undefined;
  /**
   * Where the turns of an actor take place: at one replica, or while they
   * disagree at any.
   */
  hostOf: (productId: string) => Replica | undefined;
  /** So much time in which nobody does anything. */
  leap: (ms: number) => void;
  /** No more faults, and everything that is down comes up. */
  calmDown: () => void;
  stop: () => void;
}

export const lasting = (name: string): Process => ({
  name,
  alive: true,
  standsStillUntil: 0,
});
