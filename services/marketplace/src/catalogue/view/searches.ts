import { AppError } from '@souk/platform/http/errors';
import type { Connection, Params } from './connection';

/** Statements that may take long, with a bound on how long and how many. */
export interface Searches {
  /**
   * @throws AppError `search-too-slow` when it took longer than `cutAfterMs`
   * and was interrupted, `overloaded` when too many wait.
   */
  all(sql: string, params: Params): Promise<unknown[]>;
  /** Refuses what waits; resolves when what runs has ended or was cut. */
  close(): Promise<void>;
}

export interface SearchOptions {
  /**
   * Opens a connection for one search. The engine frees what is collected under
   * the lock of its connection: were a connection used again, freeing the rows
   * of its last search would hold this thread up until the next one ends.
   */
  open: () => Connection;
  atOnce: number;
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
  const { open, atOnce, cutAfterMs, maxWaiting, onCut } = options;
  const waiting: ((admitted: boolean) => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let places = atOnce;
  let closing = false;

  async function enter(): Promise<void> {
    if (closing) throw overloaded();
    if (places > 0) {
      places -= 1;
      return;
    }
    if (waiting.length >= maxWaiting) throw overloaded();
    const admitted = await new Promise<boolean>((resolve) =>
      waiting.push(resolve),
    );
    if (!admitted) throw overloaded();
  }
  function leave(): void {
    const next = waiting.shift();
    if (next) next(true);
    else places += 1;
  }

  async function bounded(sql: string, params: Params) {
    const connection = open();
    const limit = interrupting(connection, cutAfterMs);
    try {
      return await connection.all(sql, params);
    } catch (err) {
      if (!limit.reached()) throw err;
      onCut(sql);
      throw tooSlow(err);
    } finally {
      limit.stop();
      connection.close();
    }
  }

  return {
    async all(sql, params) {
      await enter();
      const result = bounded(sql, params);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
        leave();
      }
    },
    async close() {
      closing = true;
      waiting.splice(0).forEach((decide) => decide(false));
      await Promise.allSettled(running);
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
