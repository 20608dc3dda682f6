import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';

const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,100}$/;

/**
 * Logs and measures each request. Keeps the caller's `x-request-id` or creates
 * one.
 */
export function accessLog({
  log,
  metrics,
}: {
  log: Logger;
  metrics: Metrics;
}): Middleware {
  return async (ctx, next) => {
    const started = process.hrtime.bigint();
    const given = ctx.get('x-request-id');
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    ctx.set('x-request-id', requestId);
    metrics.requestsInFlight.inc();
    await next().finally(() => metrics.requestsInFlight.dec());
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const route = routeOf(ctx);
    metrics.requestSeconds.observe(
      { method: ctx.method, route, status: String(ctx.status) },
      seconds,
    );
    log.info(
      {
        requestId,
        method: ctx.method,
        path: ctx.path,
        route,
        status: ctx.status,
        ms: Math.round(seconds * 1e4) / 10,
      },
      'request',
    );
  };
}

/**
 * The matched route pattern, never the path: ids must not become metric labels
 * or span names.
 */
export function routeOf(ctx: Context): string {
  const matched = (ctx as { _matchedRoute?: unknown })._matchedRoute;
  return typeof matched === 'string' ? matched : 'unmatched';
}
