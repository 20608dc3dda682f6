import { z } from 'zod';
import { AppError, STATUS, type ErrorKind } from '../http/errors';
import { inSpan } from '../telemetry/tracing';
import {
  jsonOf,
  parseAnswer,
  unexpectedAnswer,
  type Sidecar,
  type SidecarRequest,
  type SidecarResponse,
} from './sidecar';

export interface Invocation<T extends z.ZodType> extends Pick<
  SidecarRequest,
  'method' | 'body' | 'timeoutMs'
> {
  app: string;
  /** Path and query on the callee, starting with a slash. */
  path: string;
  /** The schema of the answer; `z.void()` accepts an empty one. */
  answer: T;
  /** An internal token minted for the callee. */
  token?: string;
  headers?: Record<string, string>;
  /**
   * Whether it may be sent again when it may have arrived; only a GET unless
   * given.
   */
  mayRepeat?: boolean;
}

/**
 * Calls another service.
 * @throws AppError from the callee's problem document, or
 * `dependency-unavailable`.
 */
export type Invoke = <T extends z.ZodType>(
  invocation: Invocation<T>,
) => Promise<z.output<T>>;

const RemoteProblem = z.object({
  type: z.string(),
  detail: z.string().default(''),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional(),
});

/**
 * Errors of a callee that our own caller can act on; others concern only the
 * two services.
 */
const PASSED_ON: ErrorKind[] = [
  'malformed',
  'not-found',
  'conflict',
  'too-large',
  'invalid',
  'too-many',
];
const KIND_OF = new Map(PASSED_ON.map((kind) => [STATUS[kind], kind]));

/**
 * Dapr resolves the address once for all retries of a call. When dialling
 * fails, the replica is gone; a new call resolves the address again and finds
 * its replacement. That is what the last try met: an earlier one may have
 * reached the replica, which carried the call out and then went.
 */
const diallingFailed = ({ status, text }: SidecarResponse): boolean =>
  status === 500 &&
  text.includes('ERR_DIRECT_INVOKE') &&
  text.includes('Error while dialing');

/**
 * Service invocation over HTTP through our sidecar. A problem document from the
 * callee becomes the same AppError here.
 */
export function invoker(sidecar: Sidecar): Invoke {
  return async ({
    app,
    method,
    path,
    answer,
    token,
    headers = {},
    body,
    timeoutMs,
    mayRepeat = method === 'GET',
  }) =>
    inSpan(
      `invoke ${app}`,
      {
        kind: 'CLIENT',
        attributes: { 'peer.service': app, 'http.request.method': method },
      },
      async (span) => {
        const ask = () =>
          sidecar.request({
            method,
            path: `/v1.0/invoke/${app}/method${path}`,
            headers: {
              ...headers,
              ...(token ? { authorization: `Bearer ${token}` } : {}),
            },
            body,
            ...(timeoutMs === undefined ? {} : { timeoutMs }),
          });
        const first = await ask();
        const response =
          mayRepeat && diallingFailed(first) ? await ask() : first;
        span.setAttribute('http.response.status_code', response.status);
        if (response.status < 200 || response.status > 299)
          throw remoteError(app, response);
        return parseAnswer(app, answer, response);
      },
    );
}

function remoteError(app: string, response: SidecarResponse): AppError {
  const kind = KIND_OF.get(response.status);
  const problem = RemoteProblem.safeParse(jsonOf(response.text));
  // Without one of our problem documents the status may come from the sidecar,
  // e.g. for an unknown app.
  if (!kind || !problem.success || !problem.data.type.startsWith('/problems/'))
    return unexpectedAnswer(app, response);
  const { type, detail, errors } = problem.data;
  const members = membersOf(response.text);
  const retryAfterSeconds = Number(response.headers['retry-after']);
  return new AppError(kind, type.slice('/problems/'.length), detail, {
    ...(errors ? { fields: errors } : {}),
    ...(members ? { members } : {}),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  });
}

const STANDARD = new Set([
  'type',
  'title',
  'status',
  'detail',
  'instance',
  'errors',
  'traceId',
]);

function membersOf(text: string): Record<string, string | number> | undefined {
  const extra = Object.entries(
    z.record(z.string(), z.unknown()).parse(jsonOf(text)),
  ).filter(
    (entry): entry is [string, string | number] =>
      !STANDARD.has(entry[0]) && ['string', 'number'].includes(typeof entry[1]),
  );
  return extra.length > 0 ? Object.fromEntries(extra) : undefined;
}
