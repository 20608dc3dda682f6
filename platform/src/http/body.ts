import type { IncomingMessage } from 'node:http';
import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import rawBody, { type RawBodyError } from 'raw-body';
import { parse as parseJson } from 'secure-json-parse';
import { AppError } from './errors';

declare module 'koa' {
  interface Request {
    /** The body as read by `jsonBody`, or the bytes for `exactBytes`. */
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

const EXACT = Symbol('exact bytes');

/**
 * Declares that a route's handler gets its body as the exact bytes, whatever
 * their type: for a webhook, whose signature is over bytes. They are read where
 * other bodies are, with the same limit, before admission and deadline.
 */
export const exactBytes = (): Middleware =>
  Object.assign(
    async (_ctx: Context, next: () => Promise<unknown>) => {
      await next();
    },
    { [EXACT]: true },
  );

/** Reads the bytes for the routes that declare `exactBytes`, JSON for others. */
export function bodyFor(routers: Router[], maxBytes: number): Middleware {
  const exact = routers
    .flatMap(({ stack }) => stack)
    .filter(({ stack }) => stack.some((one: object) => EXACT in one));
  const json = jsonBody(maxBytes);
  return async (ctx, next) => {
    const wanted = exact.some(
      (route) => route.methods.includes(ctx.method) && route.match(ctx.path),
    );
    if (!wanted) {
      await json(ctx, next);
      return;
    }
    ctx.request.body = await bytesOf(ctx, maxBytes);
    await next();
  };
}

/** @throws AppError `body-too-large` or `malformed-body`, or a 415. */
async function bytesOf(ctx: Context, maxBytes: number): Promise<Buffer> {
  const length = ctx.req.headers['content-length'] ?? null;
  // Refuse by the announced length before reading.
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  if (!/^(identity)?$/i.test(ctx.get('content-encoding')))
    ctx.throw(415, 'The body must not be compressed');
  try {
    return await rawBody(ctx.req, { length, limit: maxBytes });
  } catch (err) {
    // raw-body leaves the stream paused; the unread rest would block the next
    // request on this connection.
    ctx.req.resume();
    throw (err as Partial<RawBodyError>).status === 413
      ? tooLarge(maxBytes)
      : malformed('The body could not be read', err);
  }
}

async function read(ctx: Context, maxBytes: number): Promise<unknown> {
  const text = (await bytesOf(ctx, maxBytes)).toString();
  const value = text === '' ? {} : parsed(text);
  if (typeof value === 'object' && value !== null) return value;
  throw malformed('The body is neither an object nor an array');
}

function parsed(text: string): unknown {
  try {
    return parseJson(text, { constructorAction: 'ignore' });
  } catch (err) {
    throw malformed('The body is not valid JSON', err);
  }
}

const malformed = (detail: string, cause?: unknown) =>
  new AppError(
    'malformed',
    'malformed-body',
    detail,
    cause === undefined ? {} : { cause },
  );

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
