import { currentTraceId } from '@souk/platform/telemetry/tracing';
import type { Middleware } from 'koa';

/**
 * Nothing is cached, framed or sniffed unless a route says otherwise;
 * `x-trace-id` leads an operator to the whole trip.
 */
export function headers(): Middleware {
  return async (ctx, next) => {
    ctx.set({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    const traceId = currentTraceId();
    if (traceId) ctx.set('x-trace-id', traceId);
    await next();
  };
}
