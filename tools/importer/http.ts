import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '@souk/contracts/problem';
import { Refused, Unreachable } from '@souk/shopify/vendor-api';
import { request } from 'undici';
import { z } from 'zod';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** How long to retry, pauses included. */
  retryForMs?: number;
}

export interface Answer {
  etag: string | undefined;
  body: unknown;
}

export interface HttpOptions {
  timeoutMs?: number;
  wait?: (ms: number) => Promise<unknown>;
}

const RETRYABLE = new Set([429, 502, 503, 504]);
const RETRY_FOR_MS = 60_000;

/**
 * Calls the public API and retries while it is overloaded or unreachable. Every
 * call of the importer is safe to retry: adding a product carries an
 * idempotency key, and the other calls set values.
 * @throws Refused for an answer that a retry would not change; Unreachable
 * after the last retry.
 */
export function httpClient(
  baseUrl: string,
  { timeoutMs = 15_000, wait = sleep }: HttpOptions = {},
) {
  return async (call: Call): Promise<Answer> => {
    const end = Date.now() + (call.retryForMs ?? RETRY_FOR_MS);
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await attemptOnce(
        new URL(call.path, baseUrl),
        call,
        timeoutMs,
      );
      if ('body' in outcome) return outcome;
      if (Date.now() + outcome.afterMs >= end)
        throw new Unreachable(`${baseUrl}: ${outcome.reason}`);
      await wait(Math.max(outcome.afterMs, backoffMs(attempt)));
    }
  };
}

interface Retry {
  reason: string;
  afterMs: number;
}

async function attemptOnce(
  url: URL,
  { method, headers = {}, body }: Call,
  timeoutMs: number,
): Promise<Answer | Retry> {
  try {
    const response = await request(url, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { statusCode: status, headers: answered } = response;
    const text = await response.body.text();
    if (RETRYABLE.has(status))
      return {
        reason: `answered ${status}`,
        afterMs: retryAfterMs(answered['retry-after']),
      };
    const json = jsonOf(text);
    if (status < 200 || status > 299) throw refusal(status, json);
    return {
      etag: typeof answered.etag === 'string' ? answered.etag : undefined,
      body: json,
    };
  } catch (err) {
    if (err instanceof Refused) throw err;
    return { reason: reasonOf(err), afterMs: 0 };
  }
}

const backoffMs = (attempt: number): number =>
  Math.min(5_000, 200 * 2 ** attempt) * (0.5 + Math.random() / 2);

// Seconds only: the other form HTTP allows, a date, would need synchronised
// clocks.
const retryAfterMs = (header: unknown): number =>
  typeof header === 'string' && /^\d+$/.test(header)
    ? Number(header) * 1000
    : 0;

function reasonOf(err: unknown): string {
  const { name, code } = err as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') return 'did not answer in time';
  return `cannot be reached (${typeof code === 'string' ? code : String(err)})`;
}

function jsonOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Refusal = Problem.extend({ productId: z.string().optional() });

function refusal(status: number, body: unknown): Refused {
  const problem = Refusal.safeParse(body);
  if (!problem.success)
    return new Refused(status, 'unknown', `the API answered ${status}`);
  const { type, title, detail, errors = [], productId } = problem.data;
  const fields = errors.map(({ path, message }) => `${path} ${message}`);
  const message = [detail ?? title, ...fields].join('; ');
  return new Refused(status, type.replace(/^.*\//, ''), message, productId);
}
