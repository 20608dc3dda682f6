/** Queued work by key. */
export interface KeyedQueue {
  /** Work added twice before it runs is run once; urgent work runs first. */
  add(key: string, urgent: boolean): void;
  /** Removes queued work of a key; running work continues. */
  drop(key: string): void;
  /**
   * Resolves once nothing runs any more, looked at again until `endAt`
   * (milliseconds since the epoch), for more may be added meanwhile.
   */
  idle(endAt: number): Promise<void>;
}

/**
 * Runs the work of several keys at once, but never two of the same key. `work`
 * must not reject.
 */
export function keyedQueue(
  work: (key: string) => Promise<void>,
  parallel: number,
): KeyedQueue {
  const waiting = { urgent: new Set<string>(), others: new Set<string>() };
  const busy = new Set<string>();
  const running = new Set<Promise<void>>();

  const pump = () => {
    // Not copied into one list: thousands may wait, and this runs after each
    // item.
    for (const keys of [waiting.urgent, waiting.others]) {
      for (const key of keys) {
        if (busy.size >= parallel) return;
        if (busy.has(key)) continue;
        keys.delete(key);
        busy.add(key);
        const run = work(key).finally(() => {
          busy.delete(key);
          running.delete(run);
          pump();
        });
        running.add(run);
      }
    }
  };
  return {
    add(key, urgent) {
      if (urgent) {
        waiting.others.delete(key);
        waiting.urgent.add(key);
      } else if (!waiting.urgent.has(key)) waiting.others.add(key);
      pump();
    },
    drop(key) {
      waiting.urgent.delete(key);
      waiting.others.delete(key);
    },
    async idle(endAt) {
      while (running.size > 0 && Date.now() < endAt) await Promise.all(running);
    },
  };
}
