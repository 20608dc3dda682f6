import Router from '@koa/router';
import Koa from 'koa';
import { requestSpan } from './request-span';
import { exceptOfSidecar, jsonBody } from './body';
import { policyTable } from './policy';
import { accessLog } from './access-log';
import { problemDetails } from './problem';
import { probes } from './probes';
import type { Shell } from './shell';

/** 256 KiB: no request of ours is larger; the sidecar itself refuses 4 MiB. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * The same outer shell for every service: probes, span, request id, access log,
 * errors, body, then the routes it is given.
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
  app.use(exceptOfSidecar(jsonBody(shell.maxBodyBytes ?? MAX_BODY_BYTES)));
  // One table for all: each router of its own would go through its routes, and
  // look for allowed methods, on every request.
  const all = new Router();
  for (const router of routers) all.use(router.routes());
  app.use(all.routes()).use(all.allowedMethods());
  // A socket that breaks while an answer is written is the client's business,
  // not a fault of ours.
  app.on('error', (err: unknown) =>
    shell.log.debug({ err }, 'response not delivered'),
  );
  return app;
}
