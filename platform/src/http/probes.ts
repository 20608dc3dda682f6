import type { Middleware } from 'koa';
import type { Shell } from './shell';

/**
 * `/livez`: the process turns; `/readyz`: it can do its work; `/metrics`:
 * Prometheus text. Not traced, not logged.
 */
export function probes({
  ready,
  metrics,
  log,
}: Pick<Shell, 'ready' | 'metrics' | 'log'>): Middleware {
  let told = '';
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
        told = '';
      } catch (err) {
        // Once for each reason: whoever reads why a pod does not become ready
        // reads this line.
        const reason = err instanceof Error ? err.message : String(err);
        if (reason !== told) log.warn({ err }, `not ready: ${reason}`);
        told = reason;
        ctx.status = 503;
        ctx.body = 'not ready';
      }
    } else if (ctx.path === '/metrics') {
      ctx.type = metrics.registry.contentType;
      ctx.body = await metrics.registry.metrics();
    } else await next();
  };
}
