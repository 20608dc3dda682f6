import { STATUS_CODES } from 'node:http';
import type { Context, Middleware } from 'koa';
import { currentTraceId } from '../telemetry/tracing';
import type { Logger } from '../telemetry/logger';
import { AppError, STATUS } from './errors';
import type { Shell } from './shell';

/** The only place where errors become HTTP answers (RFC 9457). */
export function problemDetails({
  log,
  faultOf,
}: Pick<Shell, 'log' | 'faultOf'>): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null)
        throw new AppError(
          'not-found',
          'route-not-found',
          'There is no such route',
        );
      if ([405, 501].includes(ctx.status) && ctx.body == null)
        throw methodNotAllowed();
    } catch (err) {
      answer(ctx, faultOf?.(err) ?? err, log);
    }
  };
}

// Koa's router answers a wrong method with a bare 405, a method it does not
// know (TRACE) with 501. To a client both are the same; `Allow` is kept.
const methodNotAllowed = () =>
  Object.assign(new Error('This route does not support this method'), {
    status: 405,
    expose: true,
  });

function answer(ctx: Context, err: unknown, log: Logger): void {
  const known = err instanceof AppError ? err : edgeError(err);
  const status =
    known instanceof AppError ? STATUS[known.kind] : (known?.status ?? 500);
  if (status >= 500)
    log.error(
      { err, method: ctx.method, path: ctx.path, status },
      'request failed',
    );
  const slug = known instanceof AppError ? known.slug : known?.slug;
  const extra = known instanceof AppError ? known.extra : {};
  ctx.status = status;
  const retryAfterSeconds =
    extra.retryAfterSeconds ?? (status === 503 ? 1 : undefined);
  if (retryAfterSeconds !== undefined)
    ctx.set('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  if (status === 401) ctx.set('www-authenticate', 'Bearer');
  ctx.body = {
    type: slug ? `/problems/${slug}` : 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    ...(known && status < 500 ? { detail: known.message } : {}),
    ...(extra.fields ? { errors: extra.fields } : {}),
    ...(status < 500 ? extra.members : {}),
    instance: ctx.path,
    traceId: currentTraceId(),
  };
  ctx.type = 'application/problem+json';
}

const EDGE_SLUGS: Record<number, string> = {
  400: 'malformed-body',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

interface EdgeError {
  status: number;
  slug: string | undefined;
  message: string;
}

// Koa and our body parser throw http-errors. One without `expose` is our bug
// and becomes a bare 500.
function edgeError(err: unknown): EdgeError | undefined {
  const e = err as {
    status?: unknown;
    expose?: unknown;
    message?: unknown;
  } | null;
  if (e?.expose !== true || typeof e.status !== 'number') return undefined;
  return {
    status: e.status,
    slug: EDGE_SLUGS[e.status],
    message: typeof e.message === 'string' ? e.message : '',
  };
}
