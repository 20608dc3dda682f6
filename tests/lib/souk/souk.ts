import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Problem } from '@souk/contracts/problem';
import { Agent } from 'undici';
import { z } from 'zod';

const Part = z.object({
  pid: z.int(),
  port: z.int(),
  restarts: z.int(),
  state: z.enum(['ready', 'starting', 'stopped']),
  log: z.string(),
});
export type Part = z.infer<typeof Part>;

const Endpoints = z.object({
  urls: z.looseObject({
    api: z.string(),
    jaeger: z.string().optional(),
    mongodb: z.string(),
    redis: z.string(),
    eventsRedis: z.string(),
  }),
  databasePrefix: z.string(),
  parts: z.record(z.string(), Part),
  demo: z.looseObject({ operatorKeyFile: z.string() }),
});
export type Endpoints = z.infer<typeof Endpoints>;

function endpointsFile(): string {
  const path = process.env['SOUK_ENDPOINTS'];
  if (!path)
    throw new Error(
      'SOUK_ENDPOINTS is not set: run the system tests with `npm test`',
    );
  return path;
}

/**
 * The endpoints of the marketplace under test; read each time, because pids
 * change when processes are killed.
 */
export const endpoints = (): Endpoints =>
  Endpoints.parse(JSON.parse(readFileSync(endpointsFile(), 'utf8')));

/** Its state directory. */
export const stateDirectory = (): string => dirname(endpointsFile());

export const REPOSITORY = join(__dirname, '..', '..', '..');

const Secrets = z.record(z.string(), z.string());

/** The keys of the stack under test, by name. */
export const secrets = (): Record<string, string> =>
  Secrets.parse(
    JSON.parse(readFileSync(endpoints().demo.operatorKeyFile, 'utf8')),
  );

export interface Call {
  token?: string | undefined;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as is; a stream is sent without a length. */
  raw?: string | Readable;
  /**
   * The call throws after this time: no answer of the marketplace may take
   * longer.
   */
  deadlineMs?: number;
  /** The loopback address the call comes from; limits count by address. */
  from?: string;
}

export interface Answer {
  /** `METHOD /path`, for messages. */
  request: string;
  status: number;
  headers: Record<string, string>;
  text: string;
  json: unknown;
}

/** Every answer of the public API in this test file. */
export const seen: Answer[] = [];

const agents = new Map<string, Agent>();
const agentFrom = (address: string) => {
  const agent = agents.get(address) ?? new Agent({ localAddress: address });
  agents.set(address, agent);
  return agent;
};

/**
 * One call of the public API. @throws Error when there is no answer before the
 * deadline.
 */
export async function api(
  method: string,
  path: string,
  call: Call = {},
): Promise<Answer> {
  const answer = await request(endpoints().urls.api, method, path, call);
  seen.push(answer);
  return answer;
}

/**
 * One HTTP call to any process.
 * @throws Error when there is no answer before the deadline.
 */
export async function request(
  origin: string,
  method: string,
  path: string,
  call: Call = {},
): Promise<Answer> {
  const {
    token,
    headers = {},
    body,
    raw,
    deadlineMs = 20_000,
    from = '127.0.0.1',
  } = call;
  const payload = raw ?? (body === undefined ? null : JSON.stringify(body));
  const response = await agentFrom(from).request({
    origin,
    method: method,
    path,
    headers: {
      ...(payload === null ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: payload,
    signal: AbortSignal.timeout(deadlineMs),
  });
  const text = await response.body.text();
  const flat = Object.entries(response.headers).map(
    ([name, value]) => [name, String(value)] as const,
  );
  return {
    request: `${method} ${path}`,
    status: response.statusCode,
    headers: Object.fromEntries(flat),
    text,
    json: jsonOf(text),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The answer's body, if it has this status and schema.
 * @throws Error showing the actual answer.
 */
export function body<T extends z.ZodType>(
  answer: Answer,
  status: number,
  shape: T,
): z.output<T> {
  if (answer.status !== status) {
    throw new Error(
      `${answer.request} answered ${answer.status}, not ${status}: ${answer.text.slice(0, 500)}`,
    );
  }
  return shape.parse(answer.json);
}

/**
 * The slug of a valid problem document with this status.
 * @throws Error when the answer is anything else.
 */
export function problem(answer: Answer, status: number): string {
  const { type, instance, status: told } = body(answer, status, Problem);
  const made =
    answer.headers['content-type']?.startsWith('application/problem+json') ===
    true;
  if (
    !made ||
    told !== status ||
    !type.startsWith('/problems/') ||
    instance !== answer.request.split(/[ ?]/)[1]
  ) {
    throw new Error(
      `${answer.request} answered a bad problem document: ${answer.text} ${answer.headers['content-type'] ?? ''}`,
    );
  }
  return type.slice('/problems/'.length);
}
