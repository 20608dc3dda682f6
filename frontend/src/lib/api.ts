import createClient from 'openapi-fetch';
import type { components, paths } from './api-types';
import { waitForReauthentication } from './reauthentication';
import { problemOfAnswer } from './problem';
import { currentSession } from './session';

export type Schemas = components['schemas'];

/**
 * The API, typed by its OpenAPI document. The session is in a cookie that
 * scripts cannot read.
 */
export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: send,
});

/**
 * Sends a request, and again after the user has signed in when the session had
 * ended.
 */
async function send(request: Request): Promise<Response> {
  const copy = request.clone();
  const response = await fetch(withCsrfToken(request));
  if (
    response.status !== 401 ||
    new URL(request.url).pathname.startsWith('/api/session')
  )
    return response;
  return (await waitForReauthentication())
    ? fetch(withCsrfToken(copy))
    : response;
}

/** Another site can send our cookie, but does not know this token. */
function withCsrfToken(request: Request): Request {
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

/**
 * The body of a successful response.
 * @throws ProblemError otherwise
 */
export async function answered<R extends Outcome>(
  call: Promise<R>,
): Promise<NonNullable<R['data']>> {
  const { data, error, response } = await call;
  if (response.ok) return data as NonNullable<R['data']>;
  throw problemOfAnswer(response, error);
}
