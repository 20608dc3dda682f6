import { dueReminder } from '@souk/platform/actors/due-reminder';
import {
  relayReminders,
  type RelayReminder,
  type RelayReminderDeps,
} from '@souk/platform/actors/relay-reminder';
import type { Actor, ActorType } from '@souk/platform/actors/turns';
import { AppError } from '@souk/platform/http/errors';
import { parse } from '@souk/platform/http/parse';
import type { Logger } from '@souk/platform/telemetry/logger';
import { currentTraceparent } from '@souk/platform/telemetry/tracing';
import { z } from 'zod';
import {
  available,
  earliestExpiry,
  type Reply,
  type Stock,
} from '../rules/stock';
import { INVENTORY_ACTOR, levelOf, MAX_BATCH, type Answers } from './client';
import { Command } from '../rules/command';
import { stockCopy, type Kept, type StockCopyDeps } from './cached-stock';
import type { Untold } from './document';
import type { Touched } from '../rules/memory';
import type { StockRelay } from '../outbox/relay';
import { takeTurn, type Turn } from '../rules/turn';

export type InventoryActorDeps = StockCopyDeps &
  RelayReminderDeps & {
    relay: Pick<StockRelay, 'deliver' | 'toldUpTo'>;
    log: Pick<Logger, 'warn'>;
  };

/** Stored data: never rename it. */
const EXPIRY_REMINDER = 'expiry';

/**
 * A full outbox means that nobody has been told anything for a long while;
 * taking on more would only hide it.
 */
export const OUTBOX_LIMIT = 400;
/**
 * The same, in changes: a turn may make many, and a document has to pass
 * through the sidecar.
 */
const OUTBOX_CHANGES = 8_000;
/**
 * What has run out may fill this part of it; the rest is for who buys
 * meanwhile.
 */
const FOR_EXPIRY = 1 / 2;

const UNTOUCHED: Touched = { kept: new Set(), forgotten: new Set() };

const Told = z.object({ version: z.int() });
const Commands = z.object({ commands: z.array(Command).max(MAX_BATCH) });

export function inventoryActor(deps: InventoryActorDeps): ActorType {
  const reminderOf = relayReminders(deps);
  return {
    name: INVENTORY_ACTOR,
    methods: ['apply', 'applyMany', 'expire', 'level', 'told'],
    activate: (productId) => activate(productId, deps, reminderOf(productId)),
  };
}

/**
 * The shell around the rules: load, take the turn, compare-and-set, reply.
 * Telling happens after the reply, by the relay.
 */
function activate(
  productId: string,
  deps: InventoryActorDeps,
  reminder: RelayReminder,
): Actor {
  const copy = stockCopy(productId, deps);
  const expiry = dueReminder(productId, deps, {
    name: EXPIRY_REMINDER,
    notArmed: (err) =>
      deps.log.warn(
        { err, productId },
        'the expiry of reservations is left to the sweep',
      ),
  });

  const stillWaiting = () =>
    stillUntold(copy.kept(), deps.relay.toldUpTo(productId));
  const hasRoom = (outbox = stillWaiting()) => filled(outbox) < FOR_EXPIRY;

  const commit = async (commands: Command[]): Promise<Answers> => {
    const before = copy.kept();
    const waiting = stillWaiting();
    const { stock, replies, changes, touched } = takeTurn(
      before?.stock,
      commands,
      deps.now(),
      hasRoom(waiting),
    );
    if (stock && stock !== before?.stock) {
      const untold = changes.length > 0 ? [untoldOf(stock, changes)] : [];
      const outbox = [...waiting, ...untold];
      if (filled(outbox) > 1) throw outboxFull();
      if (untold.length > 0) await reminder.arm();
      await copy.save({ stock, outbox }, touched);
      if (untold.length > 0) deps.relay.deliver(productId, untold);
    }
    await expiry.arm(earliestExpiry(stock));
    return answersOf(replies, stock);
  };
  const applyMany = async (commands: Command[]): Promise<Answers> => {
    const known = copy.kept()?.stock;
    const turn = await copy.fenced(() => commit(commands));
    // What was written is fenced by the store, a refusal is not: one that rests
    // on our copy is asked of the store.
    const refused = turn.answers.some(
      ({ reply }) => reply.outcome === 'refused',
    );
    if (!refused || known === undefined || copy.kept()?.stock !== known)
      return turn;
    await copy.load();
    return copy.kept()?.stock === known
      ? turn
      : copy.fenced(() => commit(commands));
  };
  const giveBack = async () => {
    // What is then left goes back when the reminder, which is set again, finds
    // room.
    do await copy.fenced(() => commit([]));
    while (runOut(copy.kept()?.stock, deps.now()) && hasRoom());
  };
  const told = async (version: number) => {
    const kept = copy.kept();
    const outbox = stillUntold(kept, version);
    if (kept && outbox.length < kept.outbox.length)
      await copy.save({ stock: kept.stock, outbox }, UNTOUCHED);
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
        return copy.fenced(() => told(parse(Told, input).version));
      await copy.refresh();
      if (runOut(copy.kept()?.stock, deps.now()) || method === 'expire')
        await giveBack();
      return levelOf(copy.kept()?.stock);
    },
    async remind(name) {
      if (name === EXPIRY_REMINDER) expiry.fired();
      await copy.load();
      if (name === EXPIRY_REMINDER) await giveBack();
      else if ((copy.kept()?.outbox ?? []).length === 0)
        await reminder.putAway(name);
    },
  };
}

// Which product a command is for is decided by the actor it reached.
const ownCommand = (productId: string, command: Command): Command =>
  command.kind === 'open' ? { ...command, productId } : command;

const stillUntold = (kept: Kept | undefined, told: number): Untold[] =>
  kept?.outbox.filter(({ fact }) => fact.version > told) ?? [];

/** How full an outbox is; above 1 it is too full. */
const filled = (outbox: Untold[]): number =>
  Math.max(
    outbox.length / OUTBOX_LIMIT,
    outbox.reduce((sum, { fact }) => sum + fact.changes.length, 0) /
      OUTBOX_CHANGES,
  );

function answersOf(replies: Reply[], stock: Stock | undefined): Answers {
  const answers = replies.map((reply) => {
    const of = reply.outcome === 'accepted' ? reply.reservation?.id : undefined;
    const undone =
      of !== undefined && stock?.memory.reservations.get(of)?.undone === true;
    return { reply, ...(undone ? { undone } : {}) };
  });
  return { answers, level: levelOf(stock) };
}

const runOut = (stock: Stock | undefined, now: Date): boolean =>
  (earliestExpiry(stock) ?? Infinity) <= now.getTime();

function untoldOf(stock: Stock, changes: Turn['changes']): Untold {
  const { productId, vendorId, version, changedAt: at, warehouses } = stock;
  const first = changes.find(({ kind }) => kind !== 'expired') ?? changes[0];
  const operationId = first?.operationId ?? '';
  const fact = {
    productId,
    vendorId,
    version,
    operationId,
    at,
    available: available(warehouses),
    changes,
  };
  const traceparent = currentTraceparent();
  const next = earliestExpiry(stock);
  return {
    fact,
    ...(traceparent ? { traceparent } : {}),
    ...(next === undefined ? {} : { nextExpiry: new Date(next).toISOString() }),
  };
}

const outboxFull = () =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'Too many changes of this stock wait to be told',
    {
      retryAfterSeconds: 5,
    },
  );
