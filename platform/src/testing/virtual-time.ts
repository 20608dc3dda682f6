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
   * Lets time pass, timer by timer and each one only after everything that the
   * one before set off has come to rest, until the condition holds; it says so.
   * False when that has not come about within `withinMs`.
   */
  pass: (withinMs: number, until?: () => boolean) => Promise<boolean>;
  /**
   * So much time in which nothing happens: whatever waits goes on waiting, and
   * `pass` takes that much longer.
   */
  leap: (ms: number) => void;
  /** Gives the real timers back; what still waits never happens. */
  end: () => void;
}

const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } =
  globalThis;
const realNow = Date.now;

/**
 * Takes the place of the process's timers and of `Date.now`, so that a run
 * takes no longer than its work and goes the same way every time. One at a
 * time; real input and output must be left out meanwhile.
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
      await rest();
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
        await rest();
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

/** Latest first, and of the same moment the one that was added last. */
function enqueue(waiting: Timer[], timer: Timer): void {
  let place = waiting.length;
  while (place > 0 && (waiting[place - 1]?.at ?? Infinity) <= timer.at)
    place -= 1;
  waiting.splice(place, 0, timer);
}

/** What the code under test may do with a timer of Node's. */
function handle(timer: Timer): { timer: Timer; unref(): unknown } {
  const self = { timer, unref: () => self };
  return self;
}

/** Everything promises can still set off has happened by then. */
const rest = () => new Promise<void>((resolve) => setImmediate(resolve));
