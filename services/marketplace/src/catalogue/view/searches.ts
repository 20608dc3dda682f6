import { AppError } from '@souk/platform/http/errors';
import type { Connection, Params } from './connection';

/** Statements that may take long, with a bound on how long and how many. */
export interface Searches {
  /**
   * @throws AppError `search-too-slow` when it took longer than `cutAfterMs`
   * and was interrupted, `overloaded` when too many wait.
   */
  all(sql: string, params: Params): Promise<unknown[]>;
  /** Cuts what runs, refuses what waits, and closes the connections. */
  close(): Promise<void>;
}

export interface SearchOptions {
  connections: Connection[];
  cutAfterMs: number;
  maxWaiting: number;
  /** Called for each statement that was cut. */
  onCut: (sql: string) => void;
}

/**
 * An interrupt before the engine begins with a statement has no effect, so it
 * is repeated.
 */
const INTERRUPT_AGAIN_MS = 20;

export function searches(options: SearchOptions): Searches {
  const { cutAfterMs, maxWaiting, onCut } = options;
  const idle = [...options.connections];
  const waiting: ((connection: Connection | undefined) => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let closing = false;

  async function take(): Promise<Connection> {
    if (closing) throw overloaded();
    const free = idle.pop();
    if (free) return free;
    if (waiting.length >= maxWaiting) throw overloaded();
    const next = await new Promise<Connection | undefined>((resolve) =>
      waiting.push(resolve),
    );
    if (!next) throw overloaded();
    return next;
  }
  function giveBack(connection: Connection): void {
    const next = waiting.shift();
    if (next) next(connection);
    else idle.push(connection);
  }

  async function bounded(connection: Connection, sql: string, params: Params) {
    const limit = interrupting(connection, cutAfterMs);
    try {
      return await connection.all(sql, params);
    } catch (err) {
      if (!limit.reached()) throw err;
      onCut(sql);
      throw tooSlow(err);
    } finally {
      limit.stop();
    }
  }

  return {
    async all(sql, params) {
      const connection = await take();
      const result = bounded(connection, sql, params);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
        giveBack(connection);
      }
    },
    async close() {
      closing = true;
      waiting.splice(0).forEach((refuse) => refuse(undefined));
      await Promise.allSettled(running);
      options.connections.forEach((connection) => connection.close());
    },
  };
}

function interrupting(connection: Connection, afterMs: number) {
  let reached = false;
  const interrupt = () => {
    reached = true;
    connection.interrupt();
    timer = setTimeout(interrupt, INTERRUPT_AGAIN_MS);
  };
  let timer = setTimeout(interrupt, afterMs);
  return { reached: () => reached, stop: () => clearTimeout(timer) };
}

const overloaded = () =>
  new AppError('unavailable', 'overloaded', 'Too many searches are under way', {
    retryAfterSeconds: 1,
  });

const tooSlow = (cause: unknown) =>
  new AppError(
    'unavailable',
    'search-too-slow',
    'The search took too long. Narrow it, for example by a category or a longer word',
    { cause, retryAfterSeconds: 5 },
  );
