import type { Middleware } from 'koa';
import type { Shell } from './shell';

/**
 * `/livez`: the process runs. `/readyz`: it can do its work. `/metrics`:
 * Prometheus text. Neither traced nor logged.
 */
export function probes({
  ready,
  metrics,
  log,
}: Pick<Shell, 'ready' | 'metrics' | 'log'>): Middleware {
  let lastReason = '';
  return async (ctx, next) => {
    if (ctx.method !== 'GET') {
      await next();
      return;
    }
    if (ctx.path === '/livez') ctx.body = 'ok';
    else if (ctx.path === '/readyz') {
      try {
        await ready();
        ctx.body = 'ok';
        lastReason = '';
      } catch (err) {
        // Log each reason once, for whoever asks why the pod is not ready.
        const reason = err instanceof Error ? err.message : String(err);
        if (reason !== lastReason) log.warn({ err }, `not ready: ${reason}`);
        lastReason = reason;
        ctx.status = 503;
        ctx.body = 'not ready';
      }
    } else if (ctx.path === '/metrics') {
      ctx.type = metrics.registry.contentType;
      ctx.body = await metrics.registry.metrics();
    } else await next();
  };
}
