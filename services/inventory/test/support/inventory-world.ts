import type { Reminder } from '@souk/platform/actors/caller';
import { actorTurns } from '@souk/platform/actors/turns';
import {
  hostedBy,
  memoryActors,
  type Reach,
} from '@souk/platform/testing/memory-actors';
import { memoryReminders } from '@souk/platform/testing/memory-reminders';
import { memoryState } from '@souk/platform/testing/memory-state';
import { testShell } from '@souk/platform/testing/shell';
import { inventoryActor } from '../../src/actor/inventory-actor';
import type { Command, CountCommand } from '../../src/rules/command';
import { stockActors } from '../../src/actor/client';
import { documentKey, StockDocument } from '../../src/actor/document';
import type { LedgerEntry } from '../../src/ledger/entry';
import type { ShownLevel } from '../../src/outbox/publish-turns';
import { stockRelay } from '../../src/outbox/relay';
import { memoryLedger, memoryLevels, memoryUnarmed } from './memory-stores';

const START = Date.parse('2026-01-01T00:00:00.000Z');
/** Wraps each call that leaves the process. */
export type Door = <A extends unknown[], R>(
  name: string,
  call: (...args: A) => Promise<R>,
) => (...args: A) => Promise<R>;
const plain: Door = (_name, call) => call;

export const PRODUCT = 'p-1';
export const opening: Command = {
  kind: 'open',
  operationId: `open:${PRODUCT}`,
  productId: PRODUCT,
  vendorId: 'ann',
  lines: [{ warehouseId: 'main-ann', quantity: 5 }],
};
export const command = (
  kind: 'set' | 'receive',
  quantity: number,
  operationId = `${kind}-${quantity}`,
): CountCommand => ({
  kind,
  operationId,
  vendorId: 'ann',
  warehouseId: 'main-ann',
  quantity,
});

/** The versions that the ledger was given, in order. */
export const versionsPublished = (appended: LedgerEntry[]): number[] =>
  appended.map(({ version }) => version);

/** What outlives a process, and processes over it. */
export function inventoryWorld() {
  const state = memoryState();
  const ledger = memoryLedger();
  const levels = memoryLevels();
  const unarmed = memoryUnarmed();
  const appended: LedgerEntry[] = [];
  const shown: ShownLevel[] = [];
  const reminders = memoryReminders();
  const clock = { ms: START };
  let pages = 0;
  const now = () => new Date(clock.ms);

  const relayReminders = () =>
    [...reminders.registered.values()]
      .map(({ name }) => name)
      .filter((name) => name.startsWith('relay'));

  /**
   * A process that hosts the actor; several at once are what a network split
   * leaves.
   */
  const boot = (door: Door = plain) => {
    const turns = actorTurns();
    const reach: Reach = (...call) => hostedBy(type, turns)(...call);
    const actors = memoryActors(reach, { reminders });
    const stock = stockActors(actors, (id) => turns.peek(type.name, id));
    const { log } = testShell('inventory');
    const relay = stockRelay({
      ledger: {
        append: door('append', (entries: LedgerEntry[]) => {
          appended.push(...entries);
          return ledger.append(entries);
        }),
      },
      levels: {
        show: door('show level', (level: ShownLevel) => {
          shown.push(level);
          return levels.show(level);
        }),
      },
      stock: {
        published: door('confirm', (id: string, version: number) =>
          stock.published(id, version),
        ),
      },
      log,
      quietMs: 0,
    });
    const type = inventoryActor({
      state: {
        get: (key, shape) => door('state get', () => state.get(key, shape))(),
        save: door(
          'state save',
          (key: string, value: unknown, etag: string | undefined) =>
            state.save(key, value, etag),
        ),
        remove: door('state remove', (key: string) => state.remove(key)),
      },
      reminders: {
        remind: door('remind', (id: string, reminder: Reminder) =>
          actors.remind(id, reminder),
        ),
        forget: door('forget', (id: string, name: string) =>
          actors.forget(id, name),
        ),
      },
      unarmed: door('note unarmed', (productId: string) =>
        unarmed.note({ productId, at: now().toISOString() }),
      ),
      relay,
      now,
      newId: () => `page-${(pages += 1)}`,
      log,
    });
    const due = (name = relayReminders()[0] ?? 'relay') =>
      turns.take(type, PRODUCT, async (actor) => actor.remind?.(name, {}));
    return { ...stock, relay, due };
  };
  const document = () => {
    const stored = state.stored.get(documentKey(PRODUCT));
    return stored && StockDocument.parse(JSON.parse(stored.json));
  };
  return {
    state,
    ledger,
    levels,
    unarmed,
    /** What the ledger and the level view were given, repeats included. */
    appended,
    shown,
    reminders: reminders.registered,
    relayReminders,
    clock,
    boot,
    document,
  };
}
