import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { quantile } from './load';

export interface Loaded {
  perSecond: number;
  p50: number;
  p99: number;
}

/** A request with headers, such as a cookie. */
export interface Asked {
  path: string;
  headers: Record<string, string>;
}

/**
 * GET requests over this many connections, each with one request at a time.
 * Latencies are in milliseconds. @throws Error when an answer is not 200.
 */
export async function httpLoad(
  origin: string,
  connections: number,
  requests: number,
  pathOf: (n: number) => string | Asked,
): Promise<Loaded> {
  const pool = new Pool(origin, { connections });
  const taken: number[] = [];
  let next = 0;
  const started = performance.now();
  const work = async () => {
    for (let n = next++; n < requests; n = next++) {
      const began = performance.now();
      const asked = pathOf(n);
      const { path, headers } =
        typeof asked === 'string' ? { path: asked, headers: {} } : asked;
      const answer = await pool.request({ method: 'GET', path, headers });
      const text = await answer.body.text();
      if (answer.statusCode !== 200)
        throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
      taken.push(performance.now() - began);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, work));
    const seconds = (performance.now() - started) / 1_000;
    taken.sort((a, b) => a - b);
    return {
      perSecond: requests / seconds,
      p50: quantile(taken, 0.5),
      p99: quantile(taken, 0.99),
    };
  } finally {
    await pool.close();
  }
}
