import type { DeadLetter } from '@souk/contracts/dead-letters';
import { memoryKeeper } from '@souk/platform/dapr/memory-keeper';
import type { DeadLetterStore } from '@souk/platform/mongo/dead-letters-store';
import type { LedgerEntry, Proven } from '../../src/ledger/entry';
import { differing, type LedgerConflict } from '../../src/ledger/conflict';
import type { StockLedger } from '../../src/ledger/store';
import type { ShownLevel } from '../../src/outbox/publish-turns';
import type { UnarmedStore } from '../../src/outbox/unarmed-store';
import { rangeDigest } from '@souk/platform/reconcile/digest';
import type { LevelView } from '../../src/stock/store';
import { mainWarehouseId } from '../../src/warehouses/main-id';
import type { Warehouse, WarehouseStore } from '../../src/warehouses/store';

/** `entries` are all of one product, by version, `archived` the old ones. */
export interface MemoryLedger extends StockLedger {
  entries: (productId: string) => Promise<LedgerEntry[]>;
  archived: (productId: string) => LedgerEntry[];
  /** The versions that were asked for. */
  read: number[];
}

export function memoryLedger(
  conflict: (conflict: LedgerConflict) => void = () => undefined,
): MemoryLedger {
  const kept = new Map<string, LedgerEntry>();
  const archive = new Map<string, LedgerEntry>();
  const proofs = new Map<string, Proven>();
  const read: number[] = [];
  const by = (productId: string, all: LedgerEntry[]) =>
    all
      .filter((entry) => entry.productId === productId)
      .sort((a, b) => a.version - b.version);
  const entries = async (productId: string) =>
    by(productId, [...archive.values(), ...kept.values()]);
  return {
    read,
    entries,
    archived: (productId) => by(productId, [...archive.values()]),
    async append(appended) {
      for (const entry of appended) {
        const id = `${entry.productId}:${entry.version}`;
        const first = archive.get(id) ?? kept.get(id);
        if (!first) kept.set(id, structuredClone(entry));
        else differing([first], [entry]).forEach(conflict);
      }
    },
    range: async (productId, from, to) => {
      for (let version = from; version <= to; version++) read.push(version);
      return (await entries(productId)).filter(
        ({ version }) => version >= from && version <= to,
      );
    },
    about: async (productId, ids) =>
      (await entries(productId)).filter(({ changes }) =>
        changes.some(({ reservationId: id = '' }) => ids.includes(id)),
      ),
    async archive(productId, { from, to, before }) {
      const there = by(productId, [...kept.values()]).filter(
        ({ version }) => version >= from && version <= to,
      );
      const end = there.findIndex(({ at }) => at >= before);
      const old = end < 0 ? there : there.slice(0, end);
      for (const entry of old) {
        const id = `${productId}:${entry.version}`;
        archive.set(id, entry);
        kept.delete(id);
      }
      return { moved: old.length, young: end >= 0 };
    },
    proven: async (productId) => proofs.get(productId),
    async prove(productId, proven) {
      if ((proofs.get(productId)?.version ?? 0) < proven.version)
        proofs.set(productId, proven);
    },
  };
}

export function memoryLevels(): LevelView {
  const levels = new Map<string, ShownLevel>();
  const listings = new Map<string, number>();
  return {
    async show(level) {
      if ((levels.get(level.productId)?.version ?? 0) < level.version)
        levels.set(level.productId, level);
    },
    of: async (ids) =>
      ids.flatMap((id) => {
        const shown = levels.get(id);
        return shown
          ? [
              {
                productId: id,
                version: shown.version,
                available: shown.available,
                asOf: shown.asOf,
              },
            ]
          : [];
      }),
    page: async (after, limit) =>
      [...levels.values()]
        .filter(({ productId }) => productId > after)
        .sort((a, b) => (a.productId < b.productId ? -1 : 1))
        .slice(0, limit),
    digest: async ({ after, limit }) =>
      rangeDigest(
        [...levels.values()]
          .map(({ productId: id, version: state }) => ({ id, state }))
          .filter(({ id }) => id > after)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit),
        limit,
      ),
    async noteListing(id, version) {
      if (version > (listings.get(id) ?? 0)) listings.set(id, version);
    },
    listings: async ({ after, upTo }) =>
      [...levels.keys()]
        .filter((id) => id > after && (upTo === null || id <= upTo))
        .map((id) => ({ id, state: listings.get(id) ?? 1 })),
    overdue: async (before, limit) =>
      [...levels.values()]
        .filter(({ nextExpiry }) => nextExpiry !== null && nextExpiry < before)
        .map((one) => one.productId)
        .slice(0, limit),
  };
}

export function memoryUnarmed(): UnarmedStore {
  const since = new Map<string, string>();
  return {
    async note({ productId, at }) {
      const known = since.get(productId) ?? '';
      since.set(productId, at > known ? at : known);
    },
    before: async (time, limit) =>
      [...since]
        .map(([productId, at]) => ({ productId, at }))
        .filter(({ at }) => at < time)
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .slice(0, limit),
    async drop({ productId, at }) {
      if (since.get(productId) === at) since.delete(productId);
    },
  };
}

export function memoryWarehouses(): WarehouseStore {
  const warehouses = new Map<string, Warehouse>();
  const places = new Set<string>();
  return {
    async addAt(place, warehouse) {
      const at = `${warehouse.vendorId} ${place}`;
      if (places.has(at) || warehouses.has(warehouse.id)) return false;
      places.add(at);
      warehouses.set(warehouse.id, warehouse);
      return true;
    },
    async add(warehouse) {
      if (!warehouses.has(warehouse.id))
        warehouses.set(warehouse.id, warehouse);
    },
    find: async (ids) => ids.flatMap((id) => warehouses.get(id) ?? []),
    ofVendor: async (vendorId) =>
      [...warehouses.values()].filter(
        (warehouse) => warehouse.vendorId === vendorId,
      ),
    vendorsWithMain: async ({ after, upTo }) =>
      [...warehouses.values()]
        .filter(({ id, vendorId }) => id === mainWarehouseId(vendorId))
        .map(({ vendorId }) => vendorId)
        .filter((id) => id > after && (upTo === null || id <= upTo)),
  };
}

export function memoryLetters(): DeadLetterStore {
  const letters = new Map<string, DeadLetter>();
  const { attempted } = memoryKeeper();
  const at = '2026-01-01T00:00:00.000Z';
  return {
    attempted,
    async keep(event, problem) {
      const id = `letter-${event.id}`;
      const letter = {
        id,
        app: 'inventory',
        topic: event.type,
        eventId: event.id,
        receivedAt: at,
        replayedAt: null,
        dropped: null,
        lastProblem: problem ?? null,
        event,
      };
      if (!letters.has(id)) letters.set(id, letter);
    },
    list: async ({ limit }) => [...letters.values()].slice(0, limit),
    async counts() {
      const all = [...letters.values()];
      const waiting = all.filter(isWaiting).length;
      const dropped = all.filter((letter) => letter.dropped).length;
      return { waiting, dropped, replayed: all.length - waiting - dropped };
    },
    oldestWaiting: async () =>
      [...letters.values()].find(isWaiting)?.receivedAt,
    find: async (id) => letters.get(id),
    async drop(id, by, reason) {
      const letter = letters.get(id);
      if (!letter || !isWaiting(letter)) return false;
      letters.set(id, { ...letter, dropped: { at, by, reason } });
      return true;
    },
    async note(id, problem) {
      const letter = letters.get(id);
      if (letter)
        letters.set(id, {
          ...letter,
          lastProblem: problem,
          ...(problem === null ? { replayedAt: at } : {}),
        });
    },
  };
}

const isWaiting = ({ replayedAt, dropped }: DeadLetter) =>
  replayedAt === null && dropped === null;
