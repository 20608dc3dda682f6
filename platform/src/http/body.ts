import type { IncomingMessage } from 'node:http';
import type { Context, Middleware } from 'koa';
import rawBody, { type RawBodyError } from 'raw-body';
import { parse as parseJson } from 'secure-json-parse';
import { AppError } from './errors';

declare module 'koa' {
  interface Request {
    /** The body as read by `jsonBody`. */
    body?: unknown;
  }
}

const JSON_TYPES = ['application/json', 'application/cloudevents+json'];

/**
 * Reads a JSON object or array of at most `maxBytes` into `ctx.request.body`;
 * an empty object when there is no body.
 * @throws AppError `body-too-large` (413), `malformed-body` (400), or an
 * http-error 415 for a body that is not plain JSON.
 */
export function jsonBody(maxBytes: number): Middleware {
  return async (ctx, next) => {
    ctx.request.body = {};
    if (hasBody(ctx.req.headers)) {
      if (ctx.is(JSON_TYPES)) ctx.request.body = await read(ctx, maxBytes);
      else if (!(await isEmpty(ctx.req)))
        ctx.throw(415, 'The body must be JSON (application/json)');
    }
    await next();
  };
}

async function read(ctx: Context, maxBytes: number): Promise<unknown> {
  const length = ctx.req.headers['content-length'] ?? null;
  // Refuse by the announced length before reading.
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  if (!/^(identity)?$/i.test(ctx.get('content-encoding')))
    ctx.throw(415, 'The body must not be compressed');
  try {
    const text = await rawBody(ctx.req, {
      length,
      limit: maxBytes,
      encoding: 'utf8',
    });
    const value: unknown =
      text === '' ? {} : parseJson(text, { constructorAction: 'ignore' });
    if (typeof value === 'object' && value !== null) return value;
  } catch (err) {
    // raw-body leaves the stream paused; the unread rest would block the next
    // request on this connection.
    ctx.req.resume();
    if ((err as Partial<RawBodyError>).status === 413) throw tooLarge(maxBytes);
    throw new AppError(
      'malformed',
      'malformed-body',
      'The body is not valid JSON',
      { cause: err },
    );
  }
  throw new AppError(
    'malformed',
    'malformed-body',
    'The body is neither an object nor an array',
  );
}

const SIDECAR_ROUTE = /^\/(events|actors)\//;

/**
 * Skips the sidecar's routes. They read the body themselves, after the guard
 * and with the limit of `sidecarBody`; an event refused here would be retried
 * for ever instead of dropped.
 */
export function exceptSidecarRoutes(read: Middleware): Middleware {
  return async (ctx, next) => {
    await (SIDECAR_ROUTE.test(ctx.path) ? next() : read(ctx, next));
  };
}

/** The sidecar's own limit (4 MiB). */
export const sidecarBody = (): Middleware => jsonBody(4 * 1024 * 1024);

const tooLarge = (maxBytes: number) =>
  new AppError(
    'too-large',
    'body-too-large',
    `The body is over ${maxBytes} bytes`,
  );

/**
 * The sidecar forwards a POST without a body with unknown length; only the end
 * of the stream shows that it is empty.
 */
const isEmpty = (req: IncomingMessage): Promise<boolean> =>
  new Promise((resolve, reject) => {
    if (
      req.headers['content-type'] !== undefined ||
      req.headers['content-length'] !== undefined
    )
      resolve(false);
    else
      req
        .once('end', () => resolve(true))
        .once('data', () => resolve(false))
        .once('error', reject);
  });

const hasBody = (headers: NodeJS.Dict<string | string[]>) =>
  headers['transfer-encoding'] !== undefined ||
  (headers['content-length'] !== undefined &&
    headers['content-length'] !== '0');
