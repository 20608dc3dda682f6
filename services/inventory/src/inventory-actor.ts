import type { Actor, ActorType } from '@souk/platform/dapr/actors';
import { AppError } from '@souk/platform/http/errors';
import { parse } from '@souk/platform/http/parse';
import { currentTraceparent } from '@souk/platform/telemetry/tracing';
import { z } from 'zod';
import { relayReminder, type RelayReminderDeps } from './relay-reminder';
import { applyCommand, available, Command, type Stock, type Turn } from './stock';
import { INVENTORY_ACTOR, levelOf, type Answer } from './stock-actors';
import { stockCopy, type StockCopyDeps } from './stock-copy';
import type { Untold } from './stock-document';

export type InventoryActorDeps = StockCopyDeps & RelayReminderDeps;

/** A full outbox means that nobody has been told anything for a long while; taking on more would only hide it. */
export const OUTBOX_LIMIT = 100;

const Told = z.object({ version: z.int() });

export const inventoryActor = (deps: InventoryActorDeps): ActorType => ({
  name: INVENTORY_ACTOR,
  methods: ['apply', 'level', 'told'],
  activate: (productId) => activate(productId, deps),
});

/** The shell around the rules: load, apply, compare-and-set, reply. Telling happens after the reply, by the relay. */
function activate(productId: string, deps: InventoryActorDeps): Actor {
  const copy = stockCopy(productId, deps);
  const reminder = relayReminder(productId, deps);

  const commit = async (command: Command): Promise<Answer> => {
    const { stock, reply, changes } = applyCommand(copy.document()?.stock, command, deps.now());
    if (stock && changes.length > 0) {
      const untold = untoldOf(stock, changes, command.operationId);
      const outbox = [...(copy.document()?.outbox ?? []), untold];
      if (outbox.length > OUTBOX_LIMIT) throw outboxFull();
      await reminder.arm();
      await copy.save({ stock, outbox });
      deps.relay.deliver(productId, [untold]);
    }
    return { reply, level: levelOf(stock) };
  };
  const apply = async (command: Command): Promise<Answer> => {
    const known = copy.document();
    const answer = await copy.fenced(() => commit(command));
    // What was written is fenced by the store, a refusal is not: one that rests on our copy is asked of the store.
    if (answer.reply.outcome === 'accepted' || known === undefined || copy.document() !== known) return answer;
    await copy.load();
    return copy.fenced(() => commit(command));
  };
  const told = async (version: number) => {
    const document = copy.document();
    const outbox = document?.outbox.filter(({ fact }) => fact.version > version) ?? [];
    if (document && outbox.length < document.outbox.length) await copy.save({ stock: document.stock, outbox });
  };

  return {
    async invoke(method, input) {
      if (method === 'apply') return apply(ownCommand(productId, input));
      if (method === 'told') return copy.fenced(() => told(parse(Told, input).version));
      await copy.refresh();
      return levelOf(copy.document()?.stock);
    },
    async remind() {
      await copy.load();
      if ((copy.document()?.outbox ?? []).length === 0) await reminder.putAway();
    },
  };
}

// Which product a command is for is decided by the actor it reached.
function ownCommand(productId: string, input: unknown): Command {
  const command = parse(Command, input);
  return command.kind === 'open' ? { ...command, productId } : command;
}

function untoldOf(stock: Stock, changes: Turn['changes'], operationId: string): Untold {
  const { productId, vendorId, version, changedAt: at, warehouses } = stock;
  const fact = { productId, vendorId, version, operationId, at, available: available(warehouses), changes };
  const traceparent = currentTraceparent();
  return traceparent ? { fact, traceparent } : { fact };
}

const outboxFull = () =>
  new AppError('unavailable', 'dependency-unavailable', 'Too many changes of this stock wait to be told', {
    retryAfterSeconds: 5,
  });
