import { Id } from '@souk/contracts/fields';
import type { ActorCaller, Reminder } from '../actors/caller';
import type { ActorTurns, ActorType } from '../actors/turns';
import { shaped } from '../dapr/sidecar';
import { AppError } from '../http/errors';
import { parse } from '../http/parse';
import { memoryReminders, type MemoryReminders } from './memory-reminders';

/**
 * How a call gets to its actor, wherever that is; what it throws never reaches
 * the caller.
 */
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
 * The caller's door with its wire: what goes in and comes out has been JSON in
 * between, and nothing is waited for longer than the timeout.
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
      const result = await inTime(
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
      return shaped(method, answer, {
        status: 200,
        headers: {},
        text: JSON.stringify(result ?? null),
      });
    },
    remind: reminders.remind,
    forget: reminders.forget,
  };
}

/** The way to the actors of one process. */
export const hostedBy =
  (type: ActorType, turns: ActorTurns): Reach =>
  async (id, method, input) => {
    if (!type.methods.includes(method))
      throw new Error(`${type.name} has no method ${method}`);
    return turns.take(type, id, (actor) => actor.invoke(method, input));
  };

async function inTime<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
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
