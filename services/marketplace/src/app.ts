import type Router from '@koa/router';
import type { Invoke } from '@souk/platform/dapr/invoke';
import type { Secrets } from '@souk/platform/dapr/secrets';
import type { Publish } from '@souk/platform/dapr/publish';
import { subscriptions } from '@souk/platform/dapr/subscribe';
import { bearer } from '@souk/platform/auth/requires';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import { currentTraceId } from '@souk/platform/telemetry/tracing';
import type Koa from 'koa';
import {
  inFlightGate,
  rateLimits,
  type Gate,
  type RateLimitOptions,
} from './http/admission';
import { asker } from '@souk/platform/dapr/ask';
import type { CatalogueStore } from './catalogue/view/store';
import { events } from './events';
import { outsideTokens } from './identity/outside-tokens';
import { operatorSessions } from './sessions/operator-sessions';
import { ownKeys } from './identity/keys';
import { catalogueRoutes } from './catalogue/routes';
import { docsRoutes } from './api-docs/routes';
import { operationRoutes } from './operations/routes';
import { ownRoutes } from './products/routes-own';
import { pages } from './http/routes-pages';
import { productRoutes } from './products/routes';
import { sessionOr, sessionRoutes } from './sessions/routes';
import { stockRoutes } from './products/routes-stock';
import { vendorRoutes } from './vendors/routes';
import { watchRoutes } from './operations/routes-health';
import type { ServicesDeps } from './operations/services-status';
import { sessionSeal } from './sessions/seal';
import type { FindSpans } from './operations/traces';
import { vendorNames } from './vendors/names';
import { vendorTokens } from './identity/vendor-tokens';

export interface MarketplaceDeps extends Omit<Shell, 'before'> {
  invoke: Invoke;
  /** To every replica of ours. */
  publish: Publish;
  secrets: Secrets;
  catalogue: CatalogueStore;
  appApiToken: string;
  now: () => Date;
  limits: RateLimitOptions;
  maxInFlight: number;
  trustProxy: boolean;
  services: ServicesDeps;
  findSpans: FindSpans | undefined;
  /** The folder of the built pages. */
  webDir: string | undefined;
}

export function createMarketplaceApp(deps: MarketplaceDeps): Koa {
  const app = createApp(
    { ...deps, before: [headers(), admission(inFlightGate(deps.maxInFlight))] },
    ...routers(deps),
  );
  if (deps.webDir !== undefined) app.use(pages(deps.webDir));
  app.proxy = deps.trustProxy;
  // The entry our own proxy added is the last one; those before it are the
  // client's word.
  app.maxIpsCount = 1;
  return app;
}

/** Everything that answers, wired by hand. */
export function routers(deps: MarketplaceDeps): Router[] {
  const { invoke, secrets, catalogue, log, metrics, appApiToken, now } = deps;
  const keys = ownKeys(secrets);
  const ask = asker('marketplace', invoke, keys.signing);
  const tokens = vendorTokens(ask, () => now().getTime());
  const operators = operatorSessions(deps.publish, now);
  const sessions = {
    ask,
    keys,
    seal: sessionSeal(keys.session),
    vendorTokens: tokens,
    operators,
  };
  const identity = sessionOr(sessions, bearer(outsideTokens(keys, tokens)));
  const names = vendorNames(ask, catalogue, log);
  const limits = rateLimits(deps.limits);
  const page = { ask, identity, vendorNames: names };
  return [
    sessionRoutes({ ...sessions, limits }),
    vendorRoutes({ ask, identity, vendorTokens: tokens, limits }),
    ownRoutes({ ask, identity, catalogue, cursorKey: keys.cursor }),
    catalogueRoutes({ ask, catalogue, cursorKey: keys.cursor, now }),
    productRoutes(page),
    stockRoutes(page),
    operationRoutes({ ask, identity, keys, limits }),
    watchRoutes({ identity, findSpans: deps.findSpans, ...deps.services }),
    docsRoutes(),
    subscriptions(
      { app: 'marketplace', pubsub: 'broadcast', appApiToken, log, metrics },
      events({
        catalogue,
        vendorNames: names,
        vendorTokens: tokens,
        operators,
      }),
    ),
  ];
}

/**
 * Nothing is cached, framed or sniffed unless a route says otherwise;
 * `x-trace-id` leads an operator to the whole trip.
 */
function headers(): Koa.Middleware {
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

/**
 * Only the public side is limited; what the sidecar brings has been accepted
 * already.
 */
function admission(enter: Gate): Koa.Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/api/')) {
      await next();
      return;
    }
    const leave = enter();
    try {
      await next();
    } finally {
      leave();
    }
  };
}
