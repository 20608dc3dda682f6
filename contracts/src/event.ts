import { z } from 'zod';

/**
 * Declares an event once for both ends: its topic and the schema of its data.
 */
export function defineEvent<T extends z.ZodType>(topic: string, data: T) {
  return { topic, data } as const;
}

export type EventContract = ReturnType<typeof defineEvent>;
export type DataOf<E extends EventContract> = z.output<E['data']>;

/**
 * An event to be published. It is stored in the same write as the document it
 * describes, so neither is saved without the other.
 */
export const Fact = z.object({ topic: z.string(), data: z.unknown() });
export type Fact = z.infer<typeof Fact>;

export const fact = <E extends EventContract>(
  event: E,
  data: DataOf<E>,
): Fact => ({ topic: event.topic, data });
