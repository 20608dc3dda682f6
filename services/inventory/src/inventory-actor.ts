import { parse } from '@souk/platform/http/parse';
import { AppError } from '@souk/platform/http/errors';
import type { ActorCaller } from '@souk/platform/dapr/actor-caller';
import type { Actor, ActorType } from '@souk/platform/dapr/actors';
import type { StateStore } from '@souk/platform/dapr/state';
import { currentTraceparent } from '@souk/platform/telemetry/tracing';
import { z } from 'zod';
import { applyCommand, Command, type Turn } from './stock';
import { INVENTORY_ACTOR, levelOf, type Answer } from './stock-actors';
import { documentKey, StockDocument, type Untold } from './stock-document';
import type { StockRelay } from './stock-relay';

export interface InventoryActorDeps {
  state: StateStore;
  /** For reminders only: an actor that calls itself hangs. */
  reminders: Pick<ActorCaller, 'remind' | 'forget'>;
  relay: Pick<StockRelay, 'deliver'>;
  now: () => Date;
}

interface Copy {
  document: StockDocument;
  etag: string;
  /** When the store last agreed, in ms. */
  agreedAt: number;
}

/** A full outbox means that nobody has been told anything for a long while; taking on more would only hide it. */
export const OUTBOX_LIMIT = 100;
/** A sidecar that was restarted may have moved the actor away and back unseen, so an older copy is not shown to readers. */
const FRESH_MS = 5_000;
const RELAY_REMINDER = { name: 'relay', dueTime: '15s', period: '30s' };
/**
 * For so long after arming, the reminder cannot have fallen due and therefore nobody can have put it away. Only in
 * that time is "it is armed" believed without arming again; two hosts that both run the actor need not agree on it.
 */
const ARMED_MS = 10_000;

/** The write was refused as stale or its outcome is unknown; either way only the store knows what it has. */
class NotStored extends Error {
  override readonly name = 'NotStored';
}

const Told = z.object({ version: z.int() });

export const inventoryActor = (deps: InventoryActorDeps): ActorType => ({
  name: INVENTORY_ACTOR,
  methods: ['apply', 'level', 'told'],
  activate: (productId) => activate(productId, deps),
});

/** The shell around the rules: load, apply, compare-and-set, reply. Telling happens after the reply, by the relay. */
function activate(productId: string, { state, reminders, relay, now }: InventoryActorDeps): Actor {
  const key = documentKey(productId);
  let copy: Copy | undefined;
  let armedUntil = -Infinity;
  const clock = () => now().getTime();
  const document = () => copy?.document;

  const load = async () => {
    copy = undefined;
    const agreedAt = clock();
    const found = await state.get(key, StockDocument);
    copy = found && { document: found.value, etag: found.etag, agreedAt };
    // Left behind by a crash, or written by the other of two hosts: telling it twice is harmless.
    if (copy && copy.document.outbox.length > 0) relay.deliver(productId, copy.document.outbox);
  };
  const save = async (document: StockDocument) => {
    const etag = copy?.etag;
    copy = undefined;
    const agreedAt = clock();
    const next = await state.save(key, document, etag).catch((cause: unknown) => {
      throw new NotStored(`${key} is not known to be stored`, { cause });
    });
    copy = { document, etag: next, agreedAt };
  };
  /** Does the work on our copy; if its write is not known to be stored, once more on what the store has. */
  const fenced = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!copy) await load();
    try {
      return await work();
    } catch (err) {
      if (!(err instanceof NotStored)) throw err;
    }
    await load();
    return work();
  };
  /** Before a write that leaves something to tell: after a crash the reminder is what brings the relay back. */
  const arm = async () => {
    const at = clock();
    if (at < armedUntil) return;
    await reminders.remind(productId, RELAY_REMINDER);
    armedUntil = at + ARMED_MS;
  };
  const commit = async (command: Command): Promise<Answer> => {
    const turn = applyCommand(document()?.stock, command, now());
    if (turn.stock && turn.changes.length > 0) {
      const untold = untoldOf(turn.stock, turn, command.operationId);
      const outbox = [...(document()?.outbox ?? []), untold];
      if (outbox.length > OUTBOX_LIMIT) throw outboxFull();
      await arm();
      await save({ stock: turn.stock, outbox });
      relay.deliver(productId, [untold]);
    }
    return { reply: turn.reply, level: levelOf(turn.stock) };
  };
  const apply = async (command: Command): Promise<Answer> => {
    const known = copy;
    const answer = await fenced(() => commit(command));
    // What was written is fenced by the store, a refusal is not: one that rests on our copy is asked of the store.
    if (answer.reply.outcome === 'accepted' || known === undefined || copy !== known) return answer;
    await load();
    return fenced(() => commit(command));
  };
  const told = async (version: number) =>
    fenced(async () => {
      if (!copy) return;
      const outbox = copy.document.outbox.filter(({ fact }) => fact.version > version);
      if (outbox.length < copy.document.outbox.length) await save({ stock: copy.document.stock, outbox });
    });

  return {
    async invoke(method, input) {
      if (method === 'apply') return apply(ownCommand(productId, input));
      if (method === 'told') return told(parse(Told, input).version);
      if (!copy || clock() - copy.agreedAt > FRESH_MS) await load();
      return levelOf(document()?.stock);
    },
    async remind() {
      await load();
      const untold = document()?.outbox ?? [];
      // Armed again meanwhile: that arming is relied on, and will fall due itself.
      if (untold.length > 0 || clock() < armedUntil) return;
      await reminders.forget(productId, RELAY_REMINDER.name);
    },
  };
}

// Which product a command is for is decided by the actor it reached.
function ownCommand(productId: string, input: unknown): Command {
  const command = parse(Command, input);
  return command.kind === 'open' ? { ...command, productId } : command;
}

function untoldOf(stock: NonNullable<Turn['stock']>, { changes }: Turn, operationId: string): Untold {
  const { productId, vendorId, version, changedAt: at } = stock;
  const { available } = levelOf(stock) ?? { available: 0 };
  const traceparent = currentTraceparent();
  const fact = { productId, vendorId, version, operationId, at, available, changes };
  return traceparent ? { fact, traceparent } : { fact };
}

const outboxFull = () =>
  new AppError('unavailable', 'dependency-unavailable', 'Too many changes of this stock wait to be told', {
    retryAfterSeconds: 5,
  });
