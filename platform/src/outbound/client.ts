import { setTimeout as pause } from 'node:timers/promises';
import { isIP } from 'node:net';
import { Agent } from 'undici';
import { timeLeft } from '../http/deadline';
import { AppError } from '../http/errors';
import { inSpan } from '../telemetry/tracing';
import {
  breaker,
  retryBudget,
  type Breaker,
  type RetryBudget,
} from './breaker';
import { isPrivate, publicLookup } from './private-addresses';

export interface OutboundRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** For all tries together; or what the current request still has. */
  timeoutMs?: number;
  /**
   * Whether a POST may be sent twice, because it has an idempotency key that
   * the other side honours. The other methods may by their meaning.
   */
  repeatable?: boolean;
}

export interface OutboundResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Calls a service that is not ours. */
export interface Outbound {
  /**
   * Any status is an answer, also a redirect, which is not followed.
   * @throws AppError `dependency-unavailable` when there is no answer in time,
   * or none is expected, as its host fails all the time; then the request may
   * have taken effect.
   * @throws Error for a host that is not in the list, which is our bug.
   */
  request(request: OutboundRequest): Promise<OutboundResponse>;
  close(): Promise<void>;
}

export interface OutboundOptions {
  /** As in a URL: `api.stripe.com`, with a port when it is not the usual one. */
  hosts: readonly string[];
  /**
   * Allows private addresses and plain HTTP, for a sandbox on this machine or
   * in this cluster.
   */
  allowPrivate?: boolean;
  timeoutMs?: number;
  maxBytes?: number;
}

interface Host {
  breaker: Breaker;
  retries: RetryBudget;
}

const TRIES = 3;
const PAUSE_MS = 100;
const WORTH_A_RETRY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export function outbound({
  hosts,
  allowPrivate = false,
  timeoutMs: mostMs = 5_000,
  maxBytes = 1024 * 1024,
}: OutboundOptions): Outbound {
  const agent = new Agent({
    connect: allowPrivate ? {} : { lookup: publicLookup() },
    maxResponseSize: maxBytes,
  });
  const known = new Map<string, Host>(
    hosts.map((host) => [host, { breaker: breaker(), retries: retryBudget() }]),
  );

  const once = async (
    request: OutboundRequest,
    url: URL,
    signal: AbortSignal,
  ): Promise<OutboundResponse> => {
    const { method, headers = {}, body = null } = request;
    const { origin, pathname, search } = url;
    const path = `${pathname}${search}`;
    const answer = await agent.request({
      origin,
      path,
      method,
      headers,
      body,
      signal,
    });
    const { statusCode: status } = answer;
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    return { status, headers: answer.headers, body: bytes };
  };

  const tried = async (
    request: OutboundRequest,
    url: URL,
    { breaker, retries }: Host,
  ): Promise<OutboundResponse> => {
    const ms = timeLeft(request.timeoutMs ?? mostMs);
    const signal = AbortSignal.timeout(ms);
    const repeatable = request.repeatable ?? request.method !== 'POST';
    retries.earn();
    for (let left = TRIES - 1; ; left -= 1) {
      if (!breaker.mayTry()) throw away(url, 'it has failed too often');
      const outcome = await once(request, url, signal).catch(
        (err: unknown) => new Failure(err),
      );
      const failed = outcome instanceof Failure;
      const leftEarly = failed && signal.aborted && ms < mostMs;
      breaker.ended(leftEarly ? undefined : !failed && outcome.status < 500);
      const again = failed || WORTH_A_RETRY.has(outcome.status);
      const may = repeatable && left > 0 && !signal.aborted;
      if (!again || !may || !retries.spend()) {
        if (failed) throw away(url, 'it did not answer', outcome.cause);
        return outcome;
      }
      const waits = PAUSE_MS * 2 ** (TRIES - 1 - left) * (0.5 + Math.random());
      await pause(waits, undefined, { signal }).catch(() => undefined);
    }
  };

  return {
    request(request) {
      const url = new URL(request.url);
      const host = known.get(url.host);
      if (!host) throw new Error(`${url.host} is not a host we may call`);
      if (!allowPrivate) assertPublic(url);
      return inSpan(
        `${request.method} ${url.host}`,
        { kind: 'CLIENT', attributes: { 'server.address': url.host } },
        () => tried(request, url, host),
      );
    },
    close: () => agent.close(),
  };
}

class Failure {
  constructor(readonly cause: unknown) {}
}

/** An address in place of a name is not looked up, so it is checked here. */
function assertPublic({ protocol, hostname, host }: URL): void {
  if (protocol !== 'https:') throw new Error(`${host} is not called by HTTPS`);
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && isPrivate(address))
    throw new Error(`${host} is a private address`);
}

const away = ({ host }: URL, why: string, cause?: unknown) =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    `${host} is unavailable: ${why}`,
    cause === undefined ? {} : { cause },
  );
