import type Router from '@koa/router';
import type { Middleware } from 'koa';

const POLICY = Symbol('policy');

/**
 * Marks a middleware as the access policy of a route; `name` appears in the
 * policy table.
 */
export function policy<S, C>(
  name: string,
  middleware: Middleware<S, C>,
): Middleware<S, C> {
  return Object.assign(middleware, { [POLICY]: name });
}

/** For public routes. Even these must declare a policy. */
export const open = (): Middleware => policy('open', (_ctx, next) => next());

/**
 * Lists the policy of each route as `METHOD path → policy`.
 * @throws Error when a route has none, so the service does not start.
 */
export function policyTable(routers: Router[]): string[] {
  return routers.flatMap((router) =>
    router.stack
      .filter((layer) => layer.methods.length > 0)
      .map((layer) => {
        const names = layer.stack.flatMap((mw: object) =>
          POLICY in mw ? [String(mw[POLICY])] : [],
        );
        const route = `${layer.methods.filter((m) => m !== 'HEAD').join(',')} ${String(layer.path)}`;
        if (names.length === 0)
          throw new Error(`The route ${route} declares no policy`);
        return `${route} → ${names.join(' + ')}`;
      }),
  );
}
