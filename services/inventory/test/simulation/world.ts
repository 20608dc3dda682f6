import type { Reach } from '@souk/platform/testing/memory-actors';
import type { memoryBus } from '@souk/platform/testing/memory-bus';
import type { memoryReminders } from '@souk/platform/testing/memory-reminders';
import type { memoryState } from '@souk/platform/testing/memory-state';
import type { StockActors } from '../../src/actor/client';
import type { ShownLevel } from '../../src/outbox/publish-turns';
import type { ReservationsDeps } from '../../src/reservations/settled';
import type { StockDeps } from '../../src/stock/levels';
import type {
  memoryLedger,
  memoryLevels,
  memoryUnarmed,
  memoryWarehouses,
} from '../support/memory-stores';
import type { Process, Environment } from './network';

export interface Replica {
  process: Process;
  slot: number;
  stock: StockActors;
  /** For the use cases. */
  deps: StockDeps & ReservationsDeps;
  reach: Reach;
  remind: (id: string, name: string) => Promise<void>;
  handle: (topic: string, data: unknown, eventId: string) => Promise<void>;
  stop: () => void;
}

/** A level to be announced, and whether the ledger already had its turn. */
interface ShownRecord {
  level: ShownLevel;
  inLedger: boolean;
}

export interface World extends Environment {
  state: ReturnType<typeof memoryState>;
  ledger: ReturnType<typeof memoryLedger>;
  levels: ReturnType<typeof memoryLevels>;
  unarmed: ReturnType<typeof memoryUnarmed>;
  warehouses: ReturnType<typeof memoryWarehouses>;
  bus: ReturnType<typeof memoryBus>;
  reminders: ReturnType<typeof memoryReminders>;
  shown: ShownRecord[];
  /**
   * Records per page of an actor's memory; few, so that there are pages at all.
   */
  pageRecords: number;
  /** A running replica; undefined while there is none. */
  anyReplica: () => Replica | undefined;
  /** The replica that hosts an actor; any of them during a split. */
  hostOf: (productId: string) => Replica | undefined;
  /** Skips idle time. */
  skip: (ms: number) => void;
  /** Stops all faults; dead replicas are restarted. */
  stopFaults: () => void;
  stop: () => void;
}

export const immortal = (name: string): Process => ({
  name,
  alive: true,
  pausedUntil: 0,
});
