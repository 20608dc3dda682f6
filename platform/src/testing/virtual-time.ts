interface Timer {
  at: number;
  call: () => void;
  everyMs: number | undefined;
  cleared: boolean;
}

export interface VirtualTime {
  /** In milliseconds since the epoch. */
  now: () => number;
  /**
   * Runs the timers one by one, each after all promises of the one before have
   * settled, until the condition holds. False when it does not hold within
   * `withinMs`.
   */
  pass: (withinMs: number, until?: () => boolean) => Promise<boolean>;
  /**
   * Jumps ahead without running timers; all of them, and the limit of `pass`,
   * move by the same amount.
   */
  leap: (ms: number) => void;
  /** Restores the real timers; pending virtual ones never fire. */
  end: () => void;
}

const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } =
  globalThis;
const realNow = Date.now;

/**
 * Replaces the process's timers and `Date.now`, so a run takes only as long as
 * its work and is reproducible. Use one at a time and without real I/O.
 */
export function virtualTime(start: number): VirtualTime {
  const waiting: Timer[] = [];
  let now = start;
  let leapt = 0;

  const add = (call: () => void, ms: number, everyMs?: number) => {
    const timer = { at: now + Math.max(0, ms), call, everyMs, cleared: false };
    enqueue(waiting, timer);
    return handle(timer);
  };
  const clear = (one: { timer: Timer } | undefined) => {
    if (one) one.timer.cleared = true;
  };
  Object.assign(globalThis, {
    setTimeout: (call: () => void, ms = 0) => add(call, ms),
    setInterval: (call: () => void, ms: number) => add(call, ms, ms),
    clearTimeout: clear,
    clearInterval: clear,
  });
  Date.now = () => now;
  return {
    now: () => now,
    async pass(withinMs, until = () => false) {
      const within = now + withinMs - leapt;
      await settled();
      while (!until()) {
        const end = within + leapt;
        const next = waiting.at(-1);
        if (!next || next.at > end) {
          now = end;
          return until();
        }
        waiting.pop();
        if (next.cleared) continue;
        now = next.at;
        if (next.everyMs !== undefined)
          enqueue(waiting, Object.assign(next, { at: now + next.everyMs }));
        next.call();
        await settled();
      }
      return true;
    },
    leap(ms) {
      now += ms;
      leapt += ms;
      for (const timer of waiting) timer.at += ms;
    },
    end() {
      Object.assign(globalThis, {
        setTimeout,
        setInterval,
        clearTimeout,
        clearInterval,
      });
      Date.now = realNow;
    },
  };
}

/** Keeps the next timer last; of equal ones, the one added first is last. */
function enqueue(waiting: Timer[], timer: Timer): void {
  let place = waiting.length;
  while (place > 0 && (waiting[place - 1]?.at ?? Infinity) <= timer.at)
    place -= 1;
  waiting.splice(place, 0, timer);
}

/** The part of Node's timer that the code under test uses. */
function handle(timer: Timer): { timer: Timer; unref(): unknown } {
  const self = { timer, unref: () => self };
  return self;
}

/** All promises have settled by then. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
