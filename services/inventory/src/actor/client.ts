import { StockTurn } from '@souk/contracts/inventory/events';
import { batching } from '@souk/platform/actors/batching';
import type { ActorCaller } from '@souk/platform/actors/caller';
import { z } from 'zod';
import type { Command } from '../rules/command';
import { Level } from '../rules/level';
import { Reply } from '../rules/stock';

/** Stored data: never rename it. */
export const INVENTORY_ACTOR = 'InventoryActor';

/**
 * The reply to a command and the current level, which is newer than the reply
 * of a repeated command. `undone`: the reservation of the reply has been undone
 * since. `waiting`: the turns of a forgotten reservation that the ledger may not
 * have yet.
 */
export const Answer = z.object({
  reply: Reply,
  level: Level.nullable(),
  undone: z.boolean().optional(),
  waiting: z.array(StockTurn).optional(),
});
export type Answer = z.infer<typeof Answer>;

/** The replies of one turn, and the level after it. */
export const Answers = z.object({
  answers: z.array(Answer.omit({ level: true })),
  level: Level.nullable(),
});
export type Answers = z.infer<typeof Answers>;

/** The most commands one turn takes. */
export const MAX_BATCH = 256;
/** Calls beyond this queue length for one product are refused at once. */
const MAX_WAITING = 1_024;

/** The actors as the rest of this service calls them. */
export interface StockActors {
  apply(productId: string, command: Command): Promise<Answer>;
  /** Null when the product's stock was never opened. */
  level(productId: string): Promise<Level | null>;
  /** Gives back what has expired; the level afterwards. */
  expire(productId: string): Promise<Level | null>;
  /**
   * Everything up to this version has been published; called by the relay,
   * never from inside a turn.
   */
  published(productId: string, version: number): Promise<void>;
}

/**
 * Calls that arrive while their product is busy share its next turn. Opening is
 * rare and always has its own turn. `peek`: what the actor of this process
 * knows between its turns. A level is read there when it can be, for the trip
 * through the sidecar costs many times the answer.
 */
export function stockActors(
  actors: ActorCaller,
  peek: (productId: string) => unknown,
): StockActors {
  const alone = (productId: string, command: Command) =>
    actors.call(productId, 'apply', command, Answer);
  const send = async (
    productId: string,
    commands: Command[],
  ): Promise<Answer[]> => {
    const [first] = commands;
    if (first && commands.length === 1) return [await alone(productId, first)];
    const { answers, level } = await actors.call(
      productId,
      'applyMany',
      { commands },
      Answers,
    );
    return answers.map((answer) => ({ ...answer, level }));
  };
  const batched = batching('stock', send, {
    most: MAX_BATCH,
    waiting: MAX_WAITING,
    tooMany: 'Too many calls wait for this one product',
  });
  return {
    apply: (productId, command) =>
      command.kind === 'open'
        ? alone(productId, command)
        : batched(productId, command),
    async level(productId) {
      const { data: known } = Level.safeParse(peek(productId));
      return (
        known ?? (await actors.call(productId, 'level', {}, Level.nullable()))
      );
    },
    expire: (productId) =>
      actors.call(productId, 'expire', {}, Level.nullable()),
    // Keep `told`: older hosts know the method by this name.
    async published(productId, version) {
      await actors.call(productId, 'told', { version }, z.null());
    },
  };
}
