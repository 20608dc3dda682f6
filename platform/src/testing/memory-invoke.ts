import type { z } from 'zod';
import { AppError } from '../http/errors';
import type { Invocation, Invoke } from '../dapr/invoke';

export type Call = Omit<Invocation<z.ZodType>, 'answer'>;

/**
 * An in-memory `Invoke`. `answers` gets `METHOD app/path` and returns the
 * callee's answer or throws its AppError.
 */
export function memoryInvoke(answers: (route: string, call: Call) => unknown): {
  invoke: Invoke;
  calls: Call[];
} {
  const calls: Call[] = [];
  return {
    calls,
    invoke: async ({ answer, ...call }) => {
      calls.push(call);
      const result = await answers(
        `${call.method} ${call.app}${call.path}`,
        call,
      );
      const parsed = answer.safeParse(result);
      if (!parsed.success)
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          'The answer does not match its schema',
          { cause: parsed.error },
        );
      return parsed.data;
    },
  };
}
