import type Router from '@koa/router';
import Koa from 'koa';
import { requestSpan } from './request-span';
import { deadline } from './deadline';
import { bodyFor, exceptSidecarRoutes } from './body';
import { policyTable } from './policy';
import { accessLog } from './access-log';
import { problemDetails } from './problem';
import { probes } from './probes';
import type { Shell } from './shell';
import { createRouter } from './router';

/**
 * 256 KiB, more than any of our requests needs; the sidecar's own limit is 4
 * MiB.
 */
export const MAX_BODY_BYTES = 256 * 1024;

/**
 * Builds an app on the middleware all services share: probes, span, access log,
 * errors and body parsing, then the given routes.
 * @throws Error when a route declares no policy.
 */
export function createApp(shell: Shell, ...routers: Router[]): Koa {
  policyTable(routers);
  const app = new Koa();
  app.use(probes(shell));
  app.use(requestSpan());
  app.use(accessLog(shell));
  app.use(problemDetails(shell));
  for (const middleware of shell.before ?? []) app.use(middleware);
  app.use(
    exceptSidecarRoutes(bodyFor(routers, shell.maxBodyBytes ?? MAX_BODY_BYTES)),
  );
  app.use(deadline());
  for (const middleware of shell.afterBody ?? []) app.use(middleware);
  // One router for all: separate ones would each search their routes and
  // allowed methods on every request.
  const all = createRouter();
  for (const router of routers) all.use(router.routes());
  app.use(all.routes()).use(all.allowedMethods());
  // A socket that breaks during an answer is not our fault.
  app.on('error', (err: unknown) =>
    shell.log.debug({ err }, 'response not delivered'),
  );
  return app;
}
