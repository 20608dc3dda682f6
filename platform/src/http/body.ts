import type { IncomingMessage } from 'node:http';
import { bodyParser } from '@koa/bodyparser';
import type { Middleware } from 'koa';
import { AppError } from './errors';

const JSON_TYPES = ['application/json', 'application/cloudevents+json'];

/**
 * Reads a JSON body of at most `maxBytes` into `ctx.request.body`; `undefined` when there is none.
 * @throws AppError `body-too-large` (413), `malformed-body` (400), or an http-error 415 for a body that is not JSON.
 */
export function jsonBody(maxBytes: number): Middleware {
  const read = bodyParser({
    enableTypes: ['json'],
    // The list replaces the parser's defaults entry by entry, so plain JSON has to be named too.
    extendTypes: { json: JSON_TYPES },
    jsonLimit: maxBytes,
    onError(err, ctx) {
      // The parser leaves the stream paused; the rest unread would block the next request of this connection for good.
      ctx.req.resume();
      if ('status' in err && err.status === 413) throw tooLarge(maxBytes);
      throw new AppError('malformed', 'malformed-body', 'The body is not valid JSON', { cause: err });
    },
  }) as Middleware;
  return async (ctx, next) => {
    if (hasBody(ctx.req.headers) && ctx.is(JSON_TYPES) === false) {
      if (await isEmpty(ctx.req)) {
        await next();
        return;
      }
      ctx.throw(415, 'The body must be JSON (application/json)');
    }
    // Refused by its announced length before a byte of it is read.
    if (Number(ctx.get('content-length')) > maxBytes) throw tooLarge(maxBytes);
    await read(ctx, next);
  };
}

const SIDECAR_ROUTE = /^\/(events|actors)\//;

/**
 * Leaves the body of a sidecar's route to the route: it is read after the guard, with `sidecarBody`'s limit. An event
 * refused out here would not be dropped but come back for ever.
 */
export function exceptOfSidecar(read: Middleware): Middleware {
  return async (ctx, next) => {
    await (SIDECAR_ROUTE.test(ctx.path) ? next() : read(ctx, next));
  };
}

/** What the sidecar itself takes at most (4 MiB). */
export const sidecarBody = (): Middleware => jsonBody(4 * 1024 * 1024);

const tooLarge = (maxBytes: number) => new AppError('too-large', 'body-too-large', `The body is over ${maxBytes} bytes`);

/** The sidecar forwards a POST without a body as one of unknown length; that it is empty only its end tells. */
const isEmpty = (req: IncomingMessage): Promise<boolean> =>
  new Promise((resolve, reject) => {
    if (req.headers['content-type'] !== undefined || req.headers['content-length'] !== undefined) resolve(false);
    else
      req
        .once('end', () => resolve(true))
        .once('data', () => resolve(false))
        .once('error', reject);
  });

const hasBody = (headers: NodeJS.Dict<string | string[]>) =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
