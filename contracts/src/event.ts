import { z } from 'zod';

/**
 * One kind of published fact: its topic and the shape of its data, declared
 * once for both ends.
 */
export function defineEvent<T extends z.ZodType>(topic: string, data: T) {
  return { topic, data } as const;
}

export type EventContract = ReturnType<typeof defineEvent>;
export type DataOf<E extends EventContract> = z.output<E['data']>;

/**
 * A fact on its way out. It is stored with the document it speaks of, so that
 * neither is ever saved without the other.
 */
export const Fact = z.object({ topic: z.string(), data: z.unknown() });
export type Fact = z.infer<typeof Fact>;

export const fact = <E extends EventContract>(
  event: E,
  data: DataOf<E>,
): Fact => ({ topic: event.topic, data });
