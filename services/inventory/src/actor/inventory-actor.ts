import { dueReminder } from '@souk/platform/actors/due-reminder';
import {
  relayReminders,
  type RelayReminder,
  type RelayReminderDeps,
} from '@souk/platform/actors/relay-reminder';
import type { Actor, ActorType } from '@souk/platform/actors/turns';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import { earliestExpiry, type Reply, type Stock } from '../rules/stock';
import { INVENTORY_ACTOR, MAX_BATCH, type Answers } from './client';
import { Command } from '../rules/command';
import { cachedStock, type CachedStockDeps } from './cached-stock';
import { levelOf } from '../rules/level';
import { storedIn, type RecordChanges } from '../rules/memory';
import { entryOf, unpublishedSince, type Unpublished } from '../outbox/entry';
import { filled, outboxFull } from '../outbox/room';
import type { StockRelay } from '../outbox/relay';
import { takeTurn } from '../rules/turn';

export type InventoryActorDeps = CachedStockDeps &
  RelayReminderDeps & {
    relay: Pick<StockRelay, 'deliver' | 'publishedUpTo'>;
  };

/** Stored data: never rename it. */
const EXPIRY_REMINDER = 'expiry';

/**
 * Expired reservations may fill this share of the outbox; the rest is left for
 * shoppers.
 */
const FOR_EXPIRY = 1 / 2;

/** About what an actor takes in memory, and each record it remembers. */
const ACTOR_BYTES = 4_096;
const RECORD_BYTES = 1_024;

const NO_RECORDS: RecordChanges = { kept: new Set(), forgotten: new Set() };

const Published = z.object({ version: z.int() });
const Commands = z.object({ commands: z.array(Command).max(MAX_BATCH) });

export function inventoryActor(deps: InventoryActorDeps): ActorType {
  const reminderOf = relayReminders(deps);
  return {
    name: INVENTORY_ACTOR,
    // Older hosts call them by these names.
    methods: ['apply', 'applyMany', 'expire', 'level', 'told'],
    activate: (productId) => activate(productId, deps, reminderOf(productId)),
  };
}

/**
 * The shell around the rules: load, take the turn, compare-and-set, reply. The
 * relay publishes afterwards.
 */
function activate(
  productId: string,
  deps: InventoryActorDeps,
  reminder: RelayReminder,
): Actor {
  const copy = cachedStock(productId, deps);
  const expiry = dueReminder(productId, deps, EXPIRY_REMINDER);

  const stillWaiting = () =>
    unpublishedSince(
      copy.cached()?.outbox,
      deps.relay.publishedUpTo(productId),
    );
  const hasRoom = (outbox = stillWaiting()) => filled(outbox) < FOR_EXPIRY;

  const commit = async (commands: Command[]): Promise<Answers> => {
    const before = copy.cached();
    const waiting = stillWaiting();
    const { stock, replies, changes, records } = takeTurn(
      before?.stock,
      commands,
      deps.now(),
      hasRoom(waiting),
    );
    if (stock && stock !== before?.stock) {
      const unpublished = changes.length > 0 ? [entryOf(stock, changes)] : [];
      const outbox = [...waiting, ...unpublished];
      if (filled(outbox) > 1) throw outboxFull();
      if (unpublished.length > 0) await reminder.arm();
      await copy.save({ stock, outbox }, records);
      if (unpublished.length > 0) deps.relay.deliver(productId, unpublished);
    }
    await expiry.arm(earliestExpiry(stock));
    return {
      answers: replies.map((reply, n) =>
        answerOf(reply, commands[n], stock, before?.outbox),
      ),
      level: levelOf(stock),
    };
  };
  const applyMany = async (commands: Command[]): Promise<Answers> => {
    const known = copy.cached()?.stock;
    const turn = await copy.fenced(() => commit(commands));
    // The store fences writes only, so a refusal or a state based on the cached
    // copy is checked against the store.
    const unwritten = turn.answers.some(
      ({ reply }, n) =>
        reply.outcome === 'refused' || commands[n]?.kind === 'find',
    );
    if (!unwritten || known === undefined || copy.cached()?.stock !== known)
      return turn;
    await copy.load();
    return copy.cached()?.stock === known
      ? turn
      : copy.fenced(() => commit(commands));
  };
  const giveBack = async () => {
    // The rest expires when the reminder, which is armed again, finds room.
    do await copy.fenced(() => commit([]));
    while (runOut(copy.cached()?.stock, deps.now()) && hasRoom());
  };
  const dropPublished = async (version: number) => {
    const cached = copy.cached();
    const outbox = unpublishedSince(cached?.outbox, version);
    if (cached && outbox.length < cached.outbox.length)
      await copy.save({ stock: cached.stock, outbox }, NO_RECORDS);
  };

  return {
    async invoke(method, input) {
      if (method === 'apply') {
        const { answers, level } = await applyMany([
          ownCommand(productId, parse(Command, input)),
        ]);
        return { ...answers[0], level };
      }
      if (method === 'applyMany')
        return applyMany(
          parse(Commands, input).commands.map((one) =>
            ownCommand(productId, one),
          ),
        );
      if (method === 'told')
        return copy.fenced(() =>
          dropPublished(parse(Published, input).version),
        );
      await copy.refresh();
      if (runOut(copy.cached()?.stock, deps.now()) || method === 'expire')
        await giveBack();
      return levelOf(copy.cached()?.stock);
    },
    async remind(name) {
      if (name === EXPIRY_REMINDER) expiry.fired();
      await copy.load();
      if (name === EXPIRY_REMINDER) await giveBack();
      else if ((copy.cached()?.outbox ?? []).length === 0)
        await reminder.putAway(name);
    },
    peek() {
      const stock = copy.cached()?.stock;
      return copy.fresh() && !runOut(stock, deps.now())
        ? levelOf(stock)
        : undefined;
    },
    size() {
      const { stock, outbox = [] } = copy.cached() ?? {};
      const records = (stock?.memory.operations.size ?? 0) + outbox.length;
      return ACTOR_BYTES + records * RECORD_BYTES;
    },
  };
}

// The actor's own id decides which product a command is for.
const ownCommand = (productId: string, command: Command): Command =>
  command.kind === 'open' ? { ...command, productId } : command;

function answerOf(
  reply: Reply,
  command: Command | undefined,
  stock: Stock | undefined,
  outbox: Unpublished[] = [],
): Answers['answers'][number] {
  if (reply.outcome === 'accepted') {
    const of = reply.reservation?.id;
    const undone =
      of !== undefined && stock && storedIn(stock.memory, of)?.undone === true;
    return { reply, ...(undone ? { undone } : {}) };
  }
  if (reply.reason !== 'forgotten' || !command || !('reservationId' in command))
    return { reply };
  const waiting = outbox
    .map(({ fact }) => fact)
    .filter(({ changes }) =>
      changes.some((one) => one.reservationId === command.reservationId),
    );
  return { reply, waiting };
}

const runOut = (stock: Stock | undefined, now: Date): boolean =>
  (earliestExpiry(stock) ?? Infinity) <= now.getTime();
