import { z } from 'zod';
import { AppError, STATUS, type ErrorKind } from '../http/errors';
import { inSpan } from '../telemetry/tracing';
import {
  jsonOf,
  shaped,
  unexpected,
  type Sidecar,
  type SidecarRequest,
  type SidecarResponse,
} from './sidecar';

export interface Invocation<T extends z.ZodType> extends Pick<
  SidecarRequest,
  'method' | 'body' | 'timeoutMs'
> {
  app: string;
  /** Path on the callee, with its query, starting with a slash. */
  path: string;
  /**
   * What the answer must look like; `z.void()`-like schemas accept an empty
   * one.
   */
  answer: T;
  /** The internal token minted for the callee. */
  token?: string;
  headers?: Record<string, string>;
}

/**
 * Asks another service. @throws AppError as the callee named it, or
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
 * Answers of a callee that the caller's own caller can act on; anything else is
 * between the two services.
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
 * A sidecar looks a service up once for all its tries of a call. When nobody
 * answered at that address, the replica has gone since: a second call is looked
 * up anew and finds its successor.
 */
const nobodyThere = ({ status, text }: SidecarResponse): boolean =>
  status === 500 &&
  text.includes('ERR_DIRECT_INVOKE') &&
  text.includes('Error while dialing');

/**
 * Service invocation over HTTP through our sidecar; a problem document of the
 * callee becomes the same error here.
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
        const response = nobodyThere(first) ? await ask() : first;
        span.setAttribute('http.response.status_code', response.status);
        if (response.status < 200 || response.status > 299)
          throw remoteError(app, response);
        return shaped(app, answer, response);
      },
    );
}

function remoteError(app: string, response: SidecarResponse): AppError {
  const kind = KIND_OF.get(response.status);
  const problem = RemoteProblem.safeParse(jsonOf(response.text));
  // Without a problem document of ours the status may be the sidecar's own,
  // e.g. for an app it cannot find.
  if (!kind || !problem.success || !problem.data.type.startsWith('/problems/'))
    return unexpected(app, response);
  const { type, detail, errors } = problem.data;
  const members = membersOf(response.text);
  return new AppError(kind, type.slice('/problems/'.length), detail, {
    ...(errors ? { fields: errors } : {}),
    ...(members ? { members } : {}),
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
