import { Pool } from 'undici';
import type { z } from 'zod';
import { BUDGET_HEADER, timeLeft } from '../http/deadline';
import { AppError } from '../http/errors';
import { traceHeaders } from '../telemetry/tracing';

export interface SidecarRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  timeoutMs?: number;
}

export interface SidecarResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface SidecarOptions {
  port: number;
  apiToken: string;
  /** The default for calls without their own. */
  timeoutMs?: number;
}

/** The client of our sidecar's HTTP API. */
export interface Sidecar {
  /**
   * @throws AppError `dependency-unavailable` when the sidecar cannot be
   * reached or does not answer in time, which is `timeoutMs` or what the
   * current request still has; the call is then aborted. The callee is told how
   * long we wait.
   */
  request(request: SidecarRequest): Promise<SidecarResponse>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * Calls the sidecar on loopback over keep-alive HTTP. Any status is returned to
 * the caller; only a missing answer is an error.
 */
export function connectSidecar({
  port,
  apiToken,
  timeoutMs: fallbackMs = DEFAULT_TIMEOUT_MS,
}: SidecarOptions): Sidecar {
  const pool = new Pool(`http://127.0.0.1:${port}`, {
    connections: 256,
    pipelining: 1,
    keepAliveTimeout: 60_000,
  });
  return {
    async request({
      method,
      path,
      headers = {},
      body,
      timeoutMs: mostMs = fallbackMs,
    }) {
      const timeoutMs = timeLeft(mostMs);
      // AbortSignal.timeout would fire long after the answer and build an error
      // with its stack.
      const abort = new AbortController();
      const timer = setTimeout(
        () => abort.abort(new Error(`No answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      try {
        const response = await pool.request({
          method,
          path,
          headers: {
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json' }),
            ...traceHeaders(),
            'dapr-api-token': apiToken,
            [BUDGET_HEADER]: String(timeoutMs),
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
          signal: abort.signal,
        });
        return {
          status: response.statusCode,
          headers: response.headers,
          text: await response.body.text(),
        };
      } catch (cause) {
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          `The sidecar did not answer ${method} ${path}`,
          { cause },
        );
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.close(),
  };
}

/**
 * The error for an unexpected answer. Its body is logged as the cause and never
 * shown.
 */
export function unexpectedAnswer(
  what: string,
  response: SidecarResponse,
): AppError {
  const cause = new Error(
    `${what} answered ${response.status}: ${response.text.slice(0, 500)}`,
  );
  return new AppError(
    'unavailable',
    'dependency-unavailable',
    `${what} failed`,
    { cause, retryAfterSeconds: 1 },
  );
}

/**
 * Parses a successful answer.
 * @throws AppError `dependency-unavailable` when it does not match: then the
 * callee is at fault, not our caller.
 */
export function parseAnswer<T extends z.ZodType>(
  what: string,
  shape: T,
  { text }: SidecarResponse,
): z.output<T> {
  const parsed = shape.safeParse(text === '' ? undefined : jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new AppError(
    'unavailable',
    'dependency-unavailable',
    `The answer of ${what} does not match its schema`,
    { cause: parsed.error },
  );
}

/** Undefined when the text is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
