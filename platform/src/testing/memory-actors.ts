import { Id } from '@souk/contracts/fields';
import type { ActorCaller, Reminder } from '../actors/caller';
import type { ActorTurns, ActorType } from '../actors/turns';
import { turnAnswer } from '../actors/turn-fault';
import { AppError } from '../http/errors';
import { parse } from '../http/parse';
import { memoryReminders, type MemoryReminders } from './memory-reminders';

/** Delivers a call to its actor; the caller never sees what it throws. */
export type Reach = (
  id: string,
  method: string,
  input: unknown,
) => Promise<unknown>;

export interface MemoryActorsOptions {
  reminders?: MemoryReminders;
  timeoutMs?: number;
}

export interface MemoryActors extends ActorCaller {
  /** Registered reminders by actor and name. */
  reminders: Map<string, Reminder>;
}

/**
 * An in-memory actor client. Inputs and answers pass through JSON, and a call
 * fails after the timeout.
 */
export function memoryActors(
  reach: Reach,
  options: MemoryActorsOptions = {},
): MemoryActors {
  const { reminders = memoryReminders(), timeoutMs = 5_000 } = options;
  return {
    reminders: reminders.registered,
    async call(id, method, input, answer) {
      const wire: unknown = JSON.parse(JSON.stringify(input ?? null));
      const result = await withTimeout(
        timeoutMs,
        reach(parse(Id, id), method, wire),
      ).catch((cause: unknown) => {
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          `${method} was not answered`,
          { cause },
        );
      });
      return turnAnswer(method, answer, {
        status: 200,
        headers: {},
        text: JSON.stringify(result ?? null),
      });
    },
    remind: reminders.remind,
    forget: reminders.forget,
  };
}

/** Delivers calls to the actors of one process. */
export const hostedBy =
  (type: ActorType, turns: ActorTurns): Reach =>
  async (id, method, input) => {
    if (!type.methods.includes(method))
      throw new Error(`${type.name} has no method ${method}`);
    return turns.take(type, id, (actor) => actor.invoke(method, input));
  };

async function withTimeout<T>(
  timeoutMs: number,
  answer: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
