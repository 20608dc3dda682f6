import { AsyncLocalStorage } from 'node:async_hooks';
import type { Middleware } from 'koa';
import { AppError } from './errors';

/**
 * How many milliseconds the caller still waits. Not a time of day: the clocks
 * of two machines differ.
 */
export const BUDGET_HEADER = 'souk-budget-ms';

/**
 * The time of a request from outside, of an event, and of each step of
 * background work.
 */
export const BUDGET_MS = 10_000;
const MOST_MS = 60_000;

/** Until when, and for whom, the current work is done. */
export interface Deadline {
  /** On the clock of `performance.now()`. */
  endsAt: number;
  /** Whether the caller has closed its connection. */
  gone: () => boolean;
}

const storage = new AsyncLocalStorage<Deadline>();

/** Undefined for work that no request waits for. */
export const currentDeadline = (): Deadline | undefined => storage.getStore();

/** Runs `work` with this deadline in place of the current one. */
export const withDeadline = <T>(
  deadline: Deadline | undefined,
  work: () => T,
): T => storage.run(deadline as Deadline, work);

/**
 * Gives work that several requests share, or that outlives its request, a
 * budget of its own.
 */
export const withBudget = <T>(ms: number, work: () => T): T =>
  storage.run({ endsAt: performance.now() + ms, gone: () => false }, work);

export const isAwaited = (deadline = storage.getStore()): boolean =>
  !deadline || (deadline.endsAt > performance.now() && !deadline.gone());

/** The deadline of work that these callers share: that of the last to leave. */
export function latest(
  deadlines: (Deadline | undefined)[],
): Deadline | undefined {
  const known = deadlines.filter((one) => one !== undefined);
  if (known.length < deadlines.length) return undefined;
  return {
    endsAt: Math.max(...known.map(({ endsAt }) => endsAt)),
    gone: () => known.every(({ gone }) => gone()),
  };
}

/**
 * To be called where something is about to begin.
 * @throws AppError `dependency-unavailable` when its caller no longer waits.
 */
export function assertAwaited(): void {
  if (!isAwaited()) throw tooLate();
}

/**
 * The whole milliseconds that a step may take: `ms`, or less when its caller
 * waits less.
 * @throws AppError `dependency-unavailable` when no time is left.
 */
export function timeLeft(ms: number): number {
  const { endsAt = Infinity } = storage.getStore() ?? {};
  const left = Math.min(ms, Math.ceil(endsAt - performance.now()));
  if (left <= 0) throw tooLate();
  return left;
}

/** The work's result, or `dependency-unavailable` once the caller has left. */
export async function beforeDeadline<T>(work: Promise<T>): Promise<T> {
  return storage.getStore() ? within(timeLeft(MOST_MS), work) : work;
}

/**
 * The work's result, or `dependency-unavailable` after `ms`; the work itself
 * goes on.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export const tooLate = (): AppError =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'There was not enough time to answer',
  );

/**
 * Gives each request a deadline: what its caller sent as `souk-budget-ms`, or
 * ten seconds. A request from outside cannot choose. Its body has been read by
 * then, so a slow client spends its own time.
 * @throws AppError `dependency-unavailable` when the caller has gone already.
 */
export function deadline(): Middleware {
  return async (ctx, next) => {
    const { socket } = ctx.req;
    const given = ctx.path.startsWith('/api/')
      ? 0
      : Number(ctx.get(BUDGET_HEADER));
    const ms = given > 0 ? Math.min(given, MOST_MS) : BUDGET_MS;
    const endsAt = performance.now() + ms;
    const gone = () => socket.destroyed || socket.readableEnded;
    await withDeadline({ endsAt, gone }, () => {
      assertAwaited();
      return next();
    });
  };
}
