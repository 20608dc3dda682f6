import { context, ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import type { Middleware } from 'koa';
import { routeOf } from './access-log';
import { contextFrom, inSpan, linkTo } from '../telemetry/tracing';
import { isFromOutside } from './public-listener';

/**
 * A server span for each request; its parent comes from the request headers.
 * One from outside starts a trace of its own and links to the sender's, so that
 * strangers choose neither our trace ids nor what is sampled (W3C Trace
 * Context, 4.3 "restarting the trace").
 */
export function requestSpan(): Middleware {
  return async (ctx, next) => {
    const restarts = isFromOutside(ctx.req);
    const parent = restarts
      ? ROOT_CONTEXT
      : contextFrom(ctx.req.headers, ROOT_CONTEXT);
    await context.with(parent, () =>
      inSpan(
        ctx.method,
        {
          kind: 'SERVER',
          parent,
          links: restarts ? linkTo(ctx.get('traceparent')) : [],
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
