import type { z } from 'zod';
import { jsonOf, parseAnswer, type SidecarResponse } from '../dapr/sidecar';

/**
 * What a host answers with status 200 for a turn that failed by a bug: the
 * sidecar reports every other status as one and the same 500, which a caller
 * takes for a host that is away.
 */
export const TURN_FAULT = { 'souk-turn': 'internal-error' } as const;

/** The errors of the language itself, by the names of their classes. */
const BUGS: ReadonlySet<string> = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
]);

/**
 * Whether a turn failed by a bug. Faults of stores and of the network have
 * classes of their own, and pass.
 */
export const isBug = (err: unknown): err is Error =>
  err instanceof Error && BUGS.has(err.constructor.name);

/**
 * Parses what the sidecar brought back from a turn.
 * @throws Error when the turn failed by a bug, AppError
 * `dependency-unavailable` when the answer does not match.
 */
export function turnAnswer<T extends z.ZodType>(
  what: string,
  shape: T,
  response: SidecarResponse,
): z.output<T> {
  const body = jsonOf(response.text) as Partial<typeof TURN_FAULT> | null;
  if (body?.['souk-turn'] === TURN_FAULT['souk-turn'])
    throw new Error(`${what} failed inside its turn`);
  return parseAnswer(what, shape, response);
}
