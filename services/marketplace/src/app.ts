import type Router from '@koa/router';
import type { Secrets } from '@souk/platform/dapr/secrets';
import type { Publish } from '@souk/platform/dapr/publish';
import { subscriptions } from '@souk/platform/dapr/subscribe';
import type { VerifyEvent } from '@souk/platform/auth/signed-events';
import { bearer } from '@souk/platform/auth/requires';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import { customerAccountRoutes, vendorAccountRoutes } from './accounts/routes';
import { OPERATIONS } from './api-docs/operations';
import { docsOf, docsRoutes } from './api-docs/routes';
import { guestCarts } from './cart/cookie';
import { cartRoutes } from './cart/routes';
import { checkoutRoutes } from './checkout/routes';
import { settingsRoutes } from './checkout/routes-settings';
import type { Rebuilder } from './catalogue/rebuild';
import { productLists } from './catalogue/list';
import { catalogueRoutes } from './catalogue/routes';
import { storefront } from './catalogue/storefront';
import type { CatalogueStore } from './catalogue/view/store';
import { customerRoutes } from './customers/routes';
import { addressRoutes } from './customers/routes-addresses';
import { ownCustomerRoutes } from './customers/routes-own';
import { events } from './events';
import {
  admission,
  inFlightGate,
  rateLimits,
  withWriteQuota,
  type GateOptions,
  type RateLimitOptions,
} from './http/admission';
import { headers } from './http/headers';
import { everyRouteDescribed } from './http/described-routes';
import { pages } from './http/routes-pages';
import { ownKeys } from './identity/keys';
import { outsideTokens } from './identity/outside-tokens';
import { keyRoutes } from './identity/routes-keys';
import { operatorRoutes } from './identity/routes-operators';
import { CUSTOMERS, VENDORS } from './identity/issuers';
import { userTokens } from './identity/user-tokens';
import { deadLetterRoutes } from './operations/routes-dead-letters';
import { healthRoutes } from './operations/routes-health';
import { mailRoutes } from './operations/routes-mails';
import { rebuildRoutes } from './operations/routes-rebuild';
import { stockLedgerRoutes } from './operations/routes-stock';
import type { ServicesDeps } from './operations/services-status';
import type { FindSpans } from './operations/traces';
import type { Ask } from '@souk/platform/dapr/ask';
import { liveStock } from './products/live-stock';
import { keptDetails } from './products/page';
import { productRoutes } from './products/routes';
import { ownProductRoutes } from './products/routes-own';
import { oneProductRoutes } from './products/routes-product';
import { stockRoutes } from './products/routes-stock';
import { bySession, sessionOr } from './sessions/identity';
import { operatorSessions } from './sessions/operator-sessions';
import { sessionRoutes } from './sessions/routes';
import { sessionSeal } from './sessions/seal';
import { vendorNames } from './vendors/names';
import { vendorRoutes } from './vendors/routes';
import { ownVendorRoutes } from './vendors/routes-own';

export interface MarketplaceDeps
  extends Omit<Shell, 'before' | 'afterBody'>, GateOptions {
  ask: Ask;
  /** Publishes to every replica of the marketplace. */
  publish: Publish;
  verifyEvent: VerifyEvent;
  secrets: Secrets;
  catalogue: CatalogueStore;
  rebuild: Pick<Rebuilder, 'again'>;
  appApiToken: string;
  now: () => Date;
  limits: RateLimitOptions;
  trustProxy: boolean;
  services: ServicesDeps;
  findSpans: FindSpans | undefined;
  /** The folder of the built pages. */
  webDir: string | undefined;
}

export function createMarketplaceApp(deps: MarketplaceDeps): Koa {
  const all = routers(deps);
  everyRouteDescribed(all, OPERATIONS);
  const app = createApp(
    {
      ...deps,
      before: [headers()],
      afterBody: [admission(inFlightGate(deps))],
    },
    ...all,
  );
  if (deps.webDir !== undefined) app.use(pages(deps.webDir));
  app.proxy = deps.trustProxy;
  // Our own proxy adds the last entry; the client may have made up the others.
  app.maxIpsCount = 1;
  return app;
}

/** All routers, wired by hand. */
export function routers(deps: MarketplaceDeps): Router[] {
  const { ask, secrets, catalogue, log, metrics, appApiToken, now } = deps;
  const { findSpans } = deps;
  const keys = ownKeys(secrets);
  const clock = () => now().getTime();
  const vendorTokens = userTokens(VENDORS, ask, clock);
  const customerTokens = userTokens(CUSTOMERS, ask, clock);
  const issuers = [vendorTokens, customerTokens];
  const operators = operatorSessions(deps.publish, now);
  const sessions = {
    ask,
    keys,
    seal: sessionSeal(keys.session),
    users: { vendor: vendorTokens, customer: customerTokens },
    operators,
  };
  const session = bySession(sessions);
  const limits = rateLimits(deps.limits);
  const identity = withWriteQuota(
    sessionOr(session, bearer(outsideTokens(keys, issuers))),
    limits,
  );
  const names = vendorNames(ask, catalogue, log);
  const list = { ask, catalogue, cursorKeys: keys.cursor };
  const page = {
    ask,
    catalogue,
    details: keptDetails(catalogue),
    stock: liveStock(ask),
    vendorNames: names,
  };
  const shop = storefront({ ask, catalogue, now });
  const guests = guestCarts(keys.session, now);
  const cart = { ask, guests, identity, vendorNames: names };
  return [
    sessionRoutes.router({ ...sessions, limits }, session),
    vendorRoutes.router({ ask, vendorTokens, limits }, identity),
    customerRoutes.router({ ask, customerTokens, limits }, identity),
    ownCustomerRoutes.router({ ask, customerTokens }, identity),
    addressRoutes.router({ ask }, identity),
    vendorAccountRoutes.router({ ask, limits, tokens: vendorTokens }, identity),
    customerAccountRoutes.router(
      { ask, limits, tokens: customerTokens },
      identity,
    ),
    // `/api/vendors/me` and `/api/products/facets` come before the paths with
    // an id in their place.
    ownVendorRoutes.router({ ask }, identity),
    settingsRoutes.router({ ask }, identity),
    catalogueRoutes.router(shop, identity),
    cartRoutes.router(cart, identity),
    checkoutRoutes.router(cart, identity),
    productRoutes.router(
      { ask, catalogue, listProducts: productLists(list) },
      identity,
    ),
    ownProductRoutes.router(list, identity),
    oneProductRoutes.router(page, identity),
    stockRoutes.router(page, identity),
    operatorRoutes.router({ keys, limits }, identity),
    deadLetterRoutes.router({ ask }, identity),
    mailRoutes.router({ ask }, identity),
    stockLedgerRoutes.router({ ask }, identity),
    rebuildRoutes.router({ publish: deps.publish, now }, identity),
    healthRoutes.router({ findSpans, ...deps.services }, identity),
    keyRoutes.router(keys, identity),
    docsRoutes.router(docsOf(OPERATIONS), identity),
    subscriptions(
      {
        app: 'marketplace',
        pubsub: 'broadcast',
        appApiToken,
        log,
        metrics,
        verifyEvent: deps.verifyEvent,
      },
      events({
        catalogue,
        vendorNames: names,
        issuers,
        customerTokens,
        operators,
        rebuild: deps.rebuild,
      }),
    ),
  ];
}
