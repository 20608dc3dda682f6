import Router from '@koa/router';
import { TraceId } from '@souk/contracts/marketplace/traces';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import { serviceStatuses, type ServicesDeps } from './services-status';
import { readTrace, type FindSpans } from './traces';

export interface WatchRoutesDeps extends ServicesDeps {
  identity: Identity;
  /** Undefined where no trace store is configured. */
  findSpans: FindSpans | undefined;
}

const TracePath = z.object({ traceId: TraceId });

/** What operators look at when something is the matter. */
export function watchRoutes({
  identity,
  findSpans,
  ...services
}: WatchRoutesDeps): Router {
  const router = new Router<{ principal: Principal }>();

  router.get(
    '/api/operations/services',
    requires('operations:read', identity),
    async (ctx) => {
      ctx.body = { items: await serviceStatuses(services) };
    },
  );

  router.get(
    '/api/operations/traces/:traceId',
    requires('operations:read', identity),
    async (ctx) => {
      ctx.body = await readTrace(
        findSpans,
        parse(TracePath, ctx.params).traceId,
      );
    },
  );

  return router;
}
