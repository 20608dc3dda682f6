import { context, ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import type { Middleware } from 'koa';
import { routeOf } from './access-log';
import { contextFrom, inSpan } from '../telemetry/tracing';

/**
 * A server span for each request; its parent comes from the request headers.
 */
export function requestSpan(): Middleware {
  return async (ctx, next) => {
    const parent = contextFrom(ctx.req.headers, ROOT_CONTEXT);
    await context.with(parent, () =>
      inSpan(
        ctx.method,
        {
          kind: 'SERVER',
          parent,
          attributes: {
            'http.request.method': ctx.method,
            'url.path': ctx.path,
          },
        },
        async (span) => {
          await next();
          const route = routeOf(ctx);
          span.updateName(`${ctx.method} ${route}`);
          span.setAttributes({
            'http.route': route,
            'http.response.status_code': ctx.status,
          });
          if (ctx.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        },
      ),
    );
  };
}
