import { performance } from 'node:perf_hooks';

/** Calls per second, by callers that each have one call in flight. */
export async function rate(
  calls: number,
  callers: number,
  call: (n: number, caller: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const started = performance.now();
  const work = async (caller: number) => {
    for (let n = next++; n < calls; n = next++) await call(n, caller);
  };
  await Promise.all(
    Array.from({ length: callers }, (_, caller) => work(caller)),
  );
  return (calls * 1_000) / (performance.now() - started);
}

/**
 * Does the work while callers, each with one call in flight, keep the load up.
 */
export async function underLoad<T>(
  callers: number,
  call: (n: number) => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  let done = false;
  let next = 0;
  const load = Promise.all(
    Array.from({ length: callers }, async () => {
      while (!done) await call(next++);
    }),
  );
  try {
    return await work();
  } finally {
    done = true;
    await load;
  }
}

/** The duration of each of `times` sequential calls in milliseconds, sorted. */
export async function latencies(
  times: number,
  call: (n: number) => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    await call(n);
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b);
}

export const quantile = (sorted: number[], at: number): number =>
  sorted[Math.floor((sorted.length - 1) * at)] ?? NaN;
