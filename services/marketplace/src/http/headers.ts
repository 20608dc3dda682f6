import { currentTraceId } from '@souk/platform/telemetry/tracing';
import type { Middleware } from 'koa';

/**
 * Forbids caching, framing and sniffing unless a route says otherwise. An
 * operator finds the trace by `x-trace-id`.
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
