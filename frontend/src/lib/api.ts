import createClient from 'openapi-fetch';
import type { components, paths } from './api-types';
import { untilSignedInAgain } from './reauthentication';
import { ProblemError } from './problem';
import { currentSession } from './session';

export type Schemas = components['schemas'];

/**
 * The API as its document describes it. The session travels in a cookie that no
 * script can read.
 */
export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: send,
});

/**
 * Sends a call, and once more when the session had ended and somebody has
 * signed in again.
 */
async function send(request: Request): Promise<Response> {
  const copy = request.clone();
  const response = await fetch(withProof(request));
  if (
    response.status !== 401 ||
    new URL(request.url).pathname.startsWith('/api/session')
  )
    return response;
  return (await untilSignedInAgain()) ? fetch(withProof(copy)) : response;
}

/** Another site can send our cookie, but cannot know this. */
function withProof(request: Request): Request {
  const token = currentSession()?.csrfToken;
  if (token !== undefined && request.method !== 'GET')
    request.headers.set('x-csrf-token', token);
  return request;
}

interface Outcome {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The body of a good answer. @throws ProblemError for a refusal */
export async function answered<R extends Outcome>(
  call: Promise<R>,
): Promise<NonNullable<R['data']>> {
  const { data, error, response } = await call;
  if (response.ok) return data as NonNullable<R['data']>;
  const problem = typeof error === 'object' && error !== null ? error : {};
  const traceId = response.headers.get('x-trace-id');
  throw new ProblemError(response.status, {
    ...(traceId ? { traceId } : {}),
    ...problem,
  });
}
